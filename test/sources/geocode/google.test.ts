import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { google } from '../../../src/sources/geocode/google.ts'
import { Place } from '../../../src/sources/geocode/schema.ts'
import { geocode } from '../../../src/sources/geocode/source.ts'
import { decodesAny, errorOf, explained } from '../../support/explained.ts'

const query = { place: 'annapolis', lang: 'en' }
const found = readFileSync(new URL('../../fixtures/geocode/google.json', import.meta.url), 'utf8')
const decode = (body: string): Place => google.decode(body, query)
const changed = (change: object): string => {
  const body = JSON.parse(found)
  return JSON.stringify({ ...body, results: [{ ...body.results[0], ...change }] })
}
const at = (lat: unknown, lng: unknown): string => changed({ geometry: { location: { lat, lng } } })

test('reads the best match', () => {
  expect(decode(found)).toEqual({
    query: 'annapolis',
    name: 'Annapolis',
    displayName: 'Annapolis, MD, USA',
    lat: 38.9784453,
    lon: -76.4921829,
    countryCode: 'us',
    kind: 'locality',
    provider: 'google',
    attribution: 'Google Maps',
  })
})

test('takes the name from the address if no component has its kind', () => {
  const body = changed({ types: ['street_address'], formatted_address: '1 Dock St, Annapolis, MD, USA' })
  expect(decode(body)).toMatchObject({ name: '1 Dock St', kind: 'street_address' })
})

test('an unreadable first match or a component without a name does not lose the place', () => {
  const { results } = JSON.parse(found)
  const component = { short_name: 'A', types: ['locality'] }
  const [match] = results
  const odd = {
    ...match,
    formatted_address: null,
    address_components: [null, component],
    types: ['locality'],
  }
  expect(decode(JSON.stringify({ status: 'OK', results: [{}, odd] }))).toMatchObject({
    name: query.place,
    displayName: query.place,
    lat: match.geometry.location.lat,
  })
})

test('uses the key in the request only', () => {
  const settings = geocode.settings.parse({
    NOMINATIM_URL: 'http://unused.test',
    GOOGLE_GEOCODE_URL: 'http://maps.test/geocode/json',
    GOOGLE_MAPS_API_KEY: 'k3y',
  })
  expect(google.describe({ place: 'Ann Arbor', lang: 'en' }, settings)).toEqual({
    url: 'http://maps.test/geocode/json?address=Ann%20Arbor&language=en&key=k3y',
  })
})

test.each([
  ['ZERO_RESULTS', 'not_found', false],
  ['OVER_QUERY_LIMIT', 'upstream_rate_limited', false],
  ['OVER_DAILY_LIMIT', 'upstream_forbidden', false],
  ['REQUEST_DENIED', 'upstream_forbidden', false],
  ['INVALID_REQUEST', 'not_found', false],
  ['UNKNOWN_ERROR', 'upstream_error', true],
  ['SOMETHING_NEW', 'upstream_error', false],
])('reads %s inside a 200 as %s', (status, code, retry) => {
  const body = JSON.stringify({ status, results: [], error_message: 'The key k3y is invalid.' })
  const error = errorOf(() => decode(body))
  expect(error).toMatchObject({ code, retry })
  expect(error.message).not.toContain('k3y')
})

test.each(['REQUEST_DENIED', 'OVER_DAILY_LIMIT'])('names the variable when it says %s', (status) => {
  expect(errorOf(() => decode(JSON.stringify({ status }))).message).toContain('GOOGLE_MAPS_API_KEY')
})

test('names the variable when a signature is refused with text/plain', () => {
  const error = explained(google, { status: 403, text: 'Unable to authenticate the request.' }, query)
  expect(error.code).toBe('upstream_forbidden')
  expect(error.message).toContain('GOOGLE_MAPS_API_KEY')
})

test.each([
  ['OK without results', '{"status":"OK","results":[]}'],
  ['a latitude out of range', at(90.1, 0)],
  ['a longitude that is null', at(0, null)],
  ['no geometry', changed({ geometry: undefined })],
  ['an array', '[]'],
  ['HTML', '<html><title>Sorry...</title></html>'],
  ['a truncated body', found.slice(0, 100)],
])('says upstream_invalid for %s', (_, body) => {
  expect(errorOf(() => decode(body)).code).toBe('upstream_invalid')
})

test('law: any body gives a valid place or an AppError', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constant([]), fc.jsonValue())
  const keys = ['formatted_address', 'geometry', 'types', 'address_components']
  const place = fc.dictionary(fc.constantFrom(...keys), value).map(changed)
  const body = fc.oneof(
    place,
    fc.tuple(value, value).map(([lat, lng]) => at(lat, lng)),
    fc.json(),
    fc.string(),
  )
  decodesAny(body, decode, Place)
})
