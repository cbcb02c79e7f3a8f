import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openMeteo } from '../../../src/sources/geocode/open-meteo.ts'
import { Place } from '../../../src/sources/geocode/schema.ts'
import { geocode } from '../../../src/sources/geocode/source.ts'
import { decodesAny, errorOf, explained } from '../../support/explained.ts'

const found = readFileSync(new URL('../../fixtures/geocode/open-meteo.json', import.meta.url), 'utf8')
const asked = (place: string) => ({ place, lang: 'en' })
const decode = (place: string, body = found): Place => openMeteo.decode(body, asked(place))
const settings = geocode.settings.parse({ OPEN_METEO_GEOCODE_URL: 'http://meteo.test' })

test('reads the best match', () => {
  expect(decode('Annapolis, MD')).toEqual({
    query: 'Annapolis, MD',
    name: 'Annapolis',
    displayName: 'Annapolis, Anne Arundel, Maryland, United States',
    lat: 38.97859,
    lon: -76.49184,
    countryCode: 'us',
    kind: 'PPLA',
    provider: 'open-meteo',
    attribution: 'Open-Meteo.com, GeoNames (CC BY 4.0)',
  })
})

test('requests the name only, in the given language', () => {
  expect(openMeteo.describe({ place: 'Annapolis, MD', lang: 'pt-br' }, settings).url).toBe(
    'http://meteo.test/v1/search?name=Annapolis&count=10&language=pt&format=json',
  )
})

test.each([
  ['Annapolis', 'ca'],
  ['Annapolis, Canada', 'ca'],
  ['Annapolis, Nova Scotia', 'ca'],
  ['Annapolis, Maryland, USA', 'us'],
  ['annapolis, md', 'us'],
  ['Annapolis,', 'ca'],
])('%s is in %s: what is written after the name must hold', (place, country) => {
  expect(decode(place).countryCode).toBe(country)
})

test.each([
  ['a region that none lies in', 'Annapolis, Ohio', found, 'not_found'],
  ['no match', 'x', '{"generationtime_ms":0.5}', 'not_found'],
  ['an error inside a 200', 'x', '{"error":true,"reason":"?"}', 'upstream_error'],
  ['another shape', 'x', '[]', 'upstream_invalid'],
  ['nothing that can be read', 'x', '{"results":[{"latitude":91,"longitude":0}]}', 'upstream_invalid'],
])('reads %s as it is meant', (_, place, body, code) => {
  expect(errorOf(() => decode(place, body)).code).toBe(code)
})

test.each([
  ['Minutely API request limit exceeded.', 60_000],
  ['Hourly API request limit exceeded.', 900_000],
  ['Daily API request limit exceeded.', 3_600_000],
  ['', 60_000],
])('pauses for as long as its limit is likely to last: %s', (reason, pauseMs) => {
  const error = explained(
    openMeteo,
    { status: 429, text: JSON.stringify({ error: true, reason }) },
    asked('x'),
  )
  expect(error).toMatchObject({ code: 'upstream_rate_limited', pauseMs })
})

test('a query that it refuses concerns that place only', () => {
  expect(explained(openMeteo, { status: 400 }, asked('x')).code).toBe('not_found')
})

test('law: any body gives a valid place or an AppError', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constant([]))
  const names = fc.constantFrom('name', 'latitude', 'longitude', 'country_code', 'admin1', 'feature_code')
  const body = fc.oneof(
    fc.dictionary(names, value).map((all) => JSON.stringify({ results: [all] })),
    fc.json(),
  )
  decodesAny(fc.tuple(body, fc.string()), ([text, place]) => decode(place, text), Place)
})
