// Real marine texts, read through the providers' own decoders.
import { expect } from 'vitest'
import { zoneById } from '../../../src/sources/marine/catalogue/zones.ts'
import { productList } from '../../../src/sources/marine/product-list.ts'
import { productText } from '../../../src/sources/marine/product-text.ts'
import { MarineText } from '../../../src/sources/marine/schema.ts'
import { zoneFile } from '../../../src/sources/marine/zone-file.ts'
import { readZoneTexts } from '../../../src/sources/marine/zone-texts.ts'
import { errorOf } from '../../support/explained.ts'
import { sample, testOnSamples } from '../../support/samples.ts'

const text = (name: string): string => sample(`marine/${name}.txt`)

function readFile(name: string, id: string) {
  const zone = zoneById(id)
  if (!zone) throw new Error(`no zone ${id}`)
  return zoneFile.decode(text(name), { zone, now: Date.UTC(2026, 9, 1) })
}

testOnSamples('the files of the text server are read', () => {
  expect(readFile('tgftp-anz230-box-2026-09-25', 'ANZ230')).toMatchObject({
    issuedAt: '2026-09-25T14:03:00Z',
    expiresAt: '2026-09-26T03:00:00Z',
  })
  expect(readFile('tgftp-pzz135-sew-2026-04-13', 'PZZ135').periods).toHaveLength(3)
})

testOnSamples('the file of one zone may contain its neighbours too', () => {
  for (const id of ['LMZ740', 'LMZ741', 'LMZ742']) {
    expect(readFile('tgftp-lmz742-lot-2026-10-02', id).expiresAt).toBe('2026-10-03T03:15:00Z')
  }
  expect(errorOf(() => readFile('tgftp-lmz742-lot-2026-10-02', 'LMZ743')).code).toBe('upstream_invalid')
})

testOnSamples('a product of the API has every zone, each with the synopsis', () => {
  const texts = productText.decode(sample('nws-api/product-cwf-hfo-2023-06-15.json'), 'id')
  expect(Object.keys(texts)).toHaveLength(15)
  expect(Object.values(texts).every(({ synopsis }) => synopsis?.startsWith('Surface high pressure'))).toBe(
    true,
  )
  expect(texts.PHZ110).toMatchObject({ issuedAt: '2023-06-15T19:30:00Z', expiresAt: '2023-06-16T08:00:00Z' })
  expect(texts.PHZ110?.periods[0]?.name).toBe('REST OF TODAY')
})

testOnSamples('a whole product of one office serves all of its zones', () => {
  const texts = readZoneTexts(text('cwf-lwx-2026-09-24-full'), undefined)
  const chesapeake = Array.from({ length: 13 }, (_, index) => `ANZ${531 + index}`)
  expect(chesapeake.filter((id) => !texts[id])).toEqual([])
  expect(Object.values(texts).every(({ headlines }) => headlines.length === 1)).toBe(true)
  for (const value of Object.values(texts)) MarineText.parse(value)
})

testOnSamples('every forecast product gives its zones', () => {
  const products = {
    'cwf-afg-wcz-2025-01-03-two-headlines': 1,
    'cwf-ajk-2023-06-15': 11,
    'cwf-lox-2023-06-15': 6,
    'cwf-mfl-2023-06-15': 9,
    'cwf-mtr-2026-05-11-trimmed': 2,
    'nsh-mkx-2024-12-20': 19,
  }
  const counts = Object.keys(products).map((name) => Object.keys(readZoneTexts(text(name), undefined)).length)
  expect(counts).toEqual(Object.values(products))
})

testOnSamples('warnings are not forecasts', () => {
  for (const name of ['mww-lwx-2014-12-08', 'smw-lwx-2016-05-13', 'mws-key-2016-06-19']) {
    expect(errorOf(() => readZoneTexts(text(name), undefined)).code).toBe('upstream_invalid')
  }
})

testOnSamples('a list of products of one heading gives the newest first', () => {
  const body = sample('nws-api/products-types-AFD-locations-OKX.json')
  const ids = productList.decode(body, { type: 'AFD', location: 'OKX' })
  expect(ids).toHaveLength(6)
  expect(ids.slice(0, 2)).toEqual([
    '5d9c898c-19da-4960-8685-8621135a901a',
    '07330a8f-cd88-4337-902e-24f91ad7371c',
  ])
})
