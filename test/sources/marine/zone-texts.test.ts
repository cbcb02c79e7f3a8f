import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { productText } from '../../../src/sources/marine/product-text.ts'
import type { MarineText } from '../../../src/sources/marine/schema.ts'
import { zoneFile } from '../../../src/sources/marine/zone-file.ts'
import { readZoneTexts } from '../../../src/sources/marine/zone-texts.ts'
import { errorOf, explained, valueOrAppError } from '../../support/explained.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/marine/${name}`, import.meta.url), 'utf8')
const file = fixture('anz532.txt')
const product = fixture('cwf-lwx.txt')
const query = { zone: { id: 'ANZ532', textPath: 'coastal/an/anz532.txt' }, now: Date.UTC(2026, 10, 20, 12) }
const decode = (body: string): MarineText => zoneFile.decode(body, query)
const settings = { MARINE_TEXT_URL: 'http://texts.test/marine/', NWS_API_URL: 'http://api.test/nws' }

test('reads a zone file: times, headlines, periods and the block itself', () => {
  const text = decode(file)
  expect(text).toMatchObject({
    issuedAt: '2026-11-20T11:39:00Z',
    expiresAt: '2026-11-20T22:00:00Z',
    headlines: ['SMALL CRAFT ADVISORY IN EFFECT UNTIL 6 PM EST THIS EVENING'],
    synopsis: null,
    hazards: [{ kind: 'small-craft-advisory' }],
  })
  expect(text.periods.map(({ name }) => name)).toEqual(['TODAY', 'TONIGHT', 'SAT'])
  expect(text.raw.split('\n').slice(0, 3)).toEqual([
    'ANZ532-202200-',
    'Chesapeake Bay from Sandy Point to North Beach MD-',
    '639 AM EST Fri Nov 20 2026',
  ])
  expect(text.raw.endsWith('\n\n$$\n')).toBe(true)
})

test('reads its own raw text back to the same forecast', () => {
  const { raw, ...text } = decode(file)
  const { raw: again, ...reread } = decode(raw)
  expect(reread).toEqual(text)
  expect(again).toBe(raw)
})

test('reads all zones of a product, those of one block alike', () => {
  const texts = readZoneTexts(product, undefined)
  expect(Object.keys(texts)).toEqual(['ANZ531', 'ANZ532', 'ANZ533'])
  expect(texts.ANZ533).toEqual(texts.ANZ532)
  expect(texts.ANZ531?.headlines).toEqual([])
})

test('gives the synopsis of a zone of its own to the zones below it', () => {
  const texts = readZoneTexts(product, undefined)
  const synopsis = 'High pressure builds from the west today and moves offshore on Sunday.'
  expect(Object.values(texts).map((text) => text.synopsis)).toEqual([synopsis, synopsis, synopsis])
})

test('gives each zone its own raw text, also where the product begins with a text of its own', () => {
  const opening = product.replace(
    '\nANZ500-',
    '\n.SYNOPSIS...Rain ends.\n\n...A HEADLINE FOR ALL...\n\nANZ500-',
  )
  for (const [id, { raw }] of Object.entries(readZoneTexts(opening, undefined))) {
    expect(raw.startsWith(id === 'ANZ531' ? 'ANZ531-' : 'ANZ532-533-')).toBe(true)
    expect(raw).toContain('.TODAY...')
  }
})

test('asks for the file where the catalogue has it, and for products by type, office and id', () => {
  expect(zoneFile.describe(query, settings).url).toBe('http://texts.test/marine/coastal/an/anz532.txt')
  expect(productText.describe('5d9c898c-19da', settings).url).toBe(
    'http://api.test/nws/products/5d9c898c-19da',
  )
})

test.each([
  ["another zone's file", file.replaceAll('ANZ532', 'ANZ538')],
  ['a header without a block', file.slice(0, file.indexOf('ANZ532-'))],
  ['a block without a period', file.slice(0, file.indexOf('.TODAY'))],
  ['a file cut off in the middle of a line', file.slice(0, file.indexOf('TODAY') + 20)],
  ['the Expires line alone', 'Expires:202611202200;;412345\n'],
  ['HTML', `<!DOCTYPE html>\n<html><pre>${file}</pre></html>`],
  ['HTML after blanks', '\n\n  <html><body>Service unavailable</body></html>'],
  ['prose', 'The server is down for maintenance.'],
  ['nothing', ''],
])('says upstream_invalid for %s', (_, body) => {
  expect(errorOf(() => decode(body)).code).toBe('upstream_invalid')
})

test('accepts an old file', () => {
  const old = file.replaceAll('2026', '2025').replaceAll('Fri Nov 20', 'Thu Nov 20')
  expect(decode(old)).toMatchObject({ issuedAt: '2025-11-20T11:39:00Z', expiresAt: '2025-11-20T22:00:00Z' })
})

test('reads CR CR LF and control bytes like plain line ends', () => {
  expect(decode(`\u0001${file.replaceAll('\n', '\r\r\n')}\u0003`)).toEqual(decode(file))
})

test.each([
  [404, 'text/plain', 'not_found'],
  [200, 'text/html', 'upstream_invalid'],
  [503, 'text/html', 'upstream_error'],
  [403, 'text/html', 'upstream_forbidden'],
])('says of status %i with %s that it is %s', (status, type, code) => {
  expect(explained(zoneFile, { status, headers: { 'content-type': type }, text: '<html>' }, query).code).toBe(
    code,
  )
})

test.each([
  ['no text', '{"id":"a"}'],
  ['an empty text', '{"productText":""}'],
  ['HTML inside', '{"productText":"<html>"}'],
  ['a problem', '{"status":404,"title":"Not Found"}'],
  ['HTML', '<html>'],
  ['a truncated body', '{"productText":"000\\nFZUS51'],
])('says upstream_invalid for a product with %s', (_, body) => {
  expect(errorOf(() => productText.decode(body, 'id')).code).toBe('upstream_invalid')
})

test('law: any text gives forecasts with periods or an AppError', () => {
  const lines = file.split('\n')
  const shuffled = fc.array(fc.oneof(fc.constantFrom(...lines), fc.string())).map((some) => some.join('\n'))
  fc.assert(
    fc.property(fc.oneof(shuffled, fc.string()), (body) => {
      valueOrAppError(() => decode(body))
      valueOrAppError(() => productText.decode(JSON.stringify({ productText: body }), 'id'))
    }),
  )
  fc.assert(fc.property(fc.json(), (body) => void valueOrAppError(() => productText.decode(body, 'id'))))
})
