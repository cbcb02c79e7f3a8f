import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toZone, zoneById } from '../../../src/sources/marine/catalogue/zones.ts'
import { toAdvisory, toForecast } from '../../../src/sources/marine/forecast.ts'
import { forecastPart } from '../../../src/sources/marine/routes/forecasts.ts'
import { Advisory, Forecast } from '../../../src/sources/marine/schema.ts'
import { readZoneTexts } from '../../../src/sources/marine/zone-texts.ts'

const product = readFileSync(new URL('../../fixtures/marine/cwf-lwx.txt', import.meta.url), 'utf8')
const texts = readZoneTexts(product, undefined)
const end = Date.parse('2026-11-20T22:00:00Z')

function forecastOf(id: string, { now = end - 1, raw = false } = {}): Forecast {
  const record = zoneById(id)
  const text = texts[id]
  if (!record || !text) throw new Error(`no ${id}`)
  return toForecast(toZone(record, 'https://texts.test'), text, { now, raw })
}

test('a forecast has its zone, and its first headline as the advisory', () => {
  const forecast = Forecast.parse(forecastOf('ANZ532'))
  expect(forecast).toMatchObject({
    zone: { id: 'ANZ532', textUrl: 'https://texts.test/coastal/an/anz532.txt' },
    advisory: 'SMALL CRAFT ADVISORY IN EFFECT UNTIL 6 PM EST THIS EVENING',
    expired: false,
    raw: null,
  })
})

test('is expired from the expiry of the text', () => {
  expect([
    forecastOf('ANZ532', { now: end - 1 }).expired,
    forecastOf('ANZ532', { now: end }).expired,
  ]).toEqual([false, true])
})

test('is not expired if the text states no expiry', () => {
  const text = texts.ANZ532
  if (!text) throw new Error('no ANZ532')
  const endless = { ...text, expiresAt: null }
  expect(toForecast(forecastOf('ANZ532').zone, endless, { now: end + 1, raw: false }).expired).toBe(false)
})

test('includes the original text on request', () => {
  expect(forecastOf('ANZ531', { raw: true }).raw).toMatch(
    /^ANZ531-202200-\nChesapeake Bay from Pooles Island/,
  )
})

test('has an empty advisory if there is no headline', () => {
  const { zone } = forecastOf('ANZ531')
  expect(
    Advisory.parse(
      toAdvisory(zone, texts.ANZ531 ?? { headlines: ['?'], hazards: [], expiresAt: null }, end - 1),
    ),
  ).toEqual({
    zone: { id: 'ANZ531', name: zoneById('ANZ531')?.name },
    advisory: '',
    headlines: [],
    hazards: [],
    expiresAt: '2026-11-20T22:00:00Z',
    expired: false,
  })
})

test('an advisory is made without typing the periods', () => {
  const [record, text] = [zoneById('ANZ532'), texts.ANZ532]
  if (!record || !text) throw new Error('no ANZ532')
  const silent = Object.defineProperty({ ...text }, 'periods', {
    get: () => {
      throw new Error('the periods were asked for')
    },
  })
  expect(toAdvisory(record, silent, end - 1).hazards).toEqual(text.hazards)
})

test('a forecast with its text is another form of a text in memory than one without', () => {
  const formOf = (raw: boolean) =>
    forecastPart.form?.({ item: 'ANZ532', options: { raw }, now: 0, settings: {} as never })
  expect(formOf(true)).not.toBe(formOf(false))
})
