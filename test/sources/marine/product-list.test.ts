import fc from 'fast-check'
import { expect, test } from 'vitest'
import { productList } from '../../../src/sources/marine/product-list.ts'
import { errorOf, explained, valueOrAppError } from '../../support/explained.ts'

const query = { type: 'CWF', location: 'LWX' }
const item = (id: string, wmo: string, hour: number) => ({
  '@id': `https://api.weather.gov/products/${id}`,
  id,
  wmoCollectiveId: wmo,
  issuingOffice: 'KLWX',
  issuanceTime: `2026-11-20T${String(hour).padStart(2, '0')}:39:00+00:00`,
  productCode: 'CWF',
  productName: 'Coastal Waters Forecast',
})
const list = (...items: unknown[]): string => JSON.stringify({ '@context': {}, '@graph': items })
const decode = (body: string): string[] => productList.decode(body, query)

test('requests the products of one type from one office', () => {
  const settings = { MARINE_TEXT_URL: 'http://unused.test', NWS_API_URL: 'http://api.test/' }
  expect(productList.describe(query, settings).url).toBe('http://api.test/products/types/CWF/locations/LWX')
})

test('returns the newest product of each heading first, then the others', () => {
  const body = list(
    item('a3', 'FZAK51', 15),
    item('a2', 'FZAK51', 14),
    item('b3', 'FZAK52', 9),
    item('b2', 'FZAK52', 8),
  )
  expect(decode(body)).toEqual(['a3', 'b3', 'a2', 'b2'])
})

test('does not rely on the order of the list', () => {
  expect(decode(list(item('old', 'FZUS51', 3), item('new', 'FZUS51', 9)))).toEqual(['new', 'old'])
})

test('returns at most six products', () => {
  const items = Array.from({ length: 9 }, (_, index) => item(`p${index}`, 'FZAK51', 20 - index))
  expect(decode(list(...items))).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5'])
})

test('returns an empty list if the office sends none', () => {
  expect(decode(list())).toEqual([])
})

test('omits an item whose id cannot be requested', () => {
  expect(decode(list({ ...item('x', 'FZUS51', 9), id: '../alerts' }, item('ok', 'FZUS51', 3)))).toEqual([
    'ok',
  ])
})

test.each([
  ['no graph', '{"title":"?"}'],
  ['broken items only', list({}, 'x')],
  ['HTML', '<html>'],
  ['an array', '[]'],
])('says upstream_invalid for %s', (_, body) => {
  expect(errorOf(() => decode(body)).code).toBe('upstream_invalid')
})

test('names the variable to set when it is refused', () => {
  const error = explained(productList, { status: 403, text: '{}' }, query)
  expect([error.code, error.message.includes('CONTACT')]).toEqual(['upstream_forbidden', true])
})

test('law: any body gives ids or an AppError', () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (body) => void valueOrAppError(() => decode(body))))
})
