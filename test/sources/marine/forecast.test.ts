import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toZone, zoneById } from '../../../src/sources/marine/catalogue/zones.ts'
import { toAdvisory, toForecast } from '../../../src/sources/marine/forecast.ts'
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

test('makes a forecast with its zone and its first headline as the advisory', () => {
  const forecast = Forecast.parse(forecastOf('ANZ532'))
  expect(forecast).toMatchObject({
    zone: { id: 'ANZ532', textUrl: 'https://texts.test/coastal/an/anz532.txt' },
    advisory: 'SMALL CRAFT ADVISORY IN EFFECT UNTIL 6 PM EST THIS EVENING',
    expired: false,
    raw: null,
  })
})

test('is expired from the very end of the text on', () => {
  expect([
    forecastOf('ANZ532', { now: end - 1 }).expired,
    forecastOf('ANZ532', { now: end }).expired,
  ]).toEqual([false, true])
})

test('is not expired where the text names no end', () => {
  const { zone, raw: _, ...rest } = forecastOf('ANZ532')
  const endless = { ...rest, expiresAt: null, raw: '' }
  expect(toForecast(zone, endless, { now: end + 1, raw: false }).expired).toBe(false)
})

test('shows the text itself when it is wanted', () => {
  expect(forecastOf('ANZ531', { raw: true }).raw).toMatch(
    /^ANZ531-202200-\nChesapeake Bay from Pooles Island/,
  )
})

test('has an empty advisory where there is no headline', () => {
  expect(Advisory.parse(toAdvisory(forecastOf('ANZ531')))).toEqual({
    zone: { id: 'ANZ531', name: zoneById('ANZ531')?.name },
    advisory: '',
    headlines: [],
    hazards: [],
    expiresAt: '2026-11-20T22:00:00Z',
    expired: false,
  })
})
