import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nominatim } from '../../../src/sources/geocode/nominatim.ts'
import { Place } from '../../../src/sources/geocode/schema.ts'
import { geocode } from '../../../src/sources/geocode/source.ts'
import { decodesAny, errorOf, explained } from '../../support/explained.ts'

const query = { place: 'annapolis, md', lang: 'en' }
const found = readFileSync(new URL('../../fixtures/geocode/nominatim.json', import.meta.url), 'utf8')
const changed = (change: object): string => JSON.stringify([{ ...JSON.parse(found)[0], ...change }])
const decode = (body: string): Place => nominatim.decode(body, query)
const settings = geocode.settings.parse({ NOMINATIM_URL: 'http://geo.test/osm/' })
const blockedPage = '<html><head><title>Blocked</title></head><body>Bandwidth limit exceeded</body></html>'

test('reads the best match, with coordinates from strings', () => {
  expect(decode(found)).toEqual({
    query: 'annapolis, md',
    name: 'Annapolis',
    displayName: 'Annapolis, Anne Arundel County, Maryland, United States',
    lat: 38.9786401,
    lon: -76.492786,
    countryCode: 'us',
    kind: 'city',
    provider: 'nominatim',
    attribution: '© OpenStreetMap contributors',
  })
})

test('takes a missing name from the full name, and a missing country as null', () => {
  const body = changed({ name: '', address: undefined, addresstype: undefined })
  expect(decode(body)).toMatchObject({ name: 'Annapolis', countryCode: null, kind: 'administrative' })
})

test('requests a few matches with their addresses, with the place escaped', () => {
  expect(nominatim.describe({ place: 'Słubice & co, PL', lang: 'en' }, settings).url).toBe(
    'http://geo.test/osm/search?format=jsonv2&limit=3&addressdetails=1&accept-language=en&q=S%C5%82ubice%20%26%20co,%20PL',
  )
})

test('describes a place with half a surrogate pair instead of throwing', () => {
  expect(nominatim.describe({ place: 'a\ud800', lang: 'en' }, settings).url).toContain('q=a%EF%BF%BD')
})

test.each([
  ['no match', '[]', 'not_found'],
  ['the page that limits', blockedPage, 'upstream_rate_limited'],
  ['another page', '<!doctype html><p>hello', 'upstream_invalid'],
  ['the page that blocks', '<html><title>Access blocked</title>', 'upstream_forbidden'],
  ['an error inside a 200', '{"error":{"code":500,"message":"Internal"}}', 'upstream_error'],
  ['nothing to search for', '{"error":{"code":400,"message":"Nothing to search for."}}', 'not_found'],
  ['a rate limit inside a 200', '{"error":"Rate Limited"}', 'upstream_rate_limited'],
  ['no match, as others say it', '{"error":"Unable to geocode"}', 'not_found'],
  ['an object', '{}', 'upstream_invalid'],
  ['a latitude out of range', changed({ lat: '91' }), 'upstream_invalid'],
  ['a longitude out of range', changed({ lon: '-180.1' }), 'upstream_invalid'],
  ['an empty latitude', changed({ lat: '' }), 'upstream_invalid'],
  ['a latitude in words', changed({ lat: 'north' }), 'upstream_invalid'],
  ['a latitude without bounds', changed({ lat: 'Infinity' }), 'upstream_invalid'],
  ['a truncated body', found.slice(0, 300), 'upstream_invalid'],
])('reads %s as it is meant', (_, body, code) => {
  expect(errorOf(() => decode(body)).code).toBe(code)
})

test.each([
  [403, blockedPage, {}, 60_000],
  [200, blockedPage, { 'content-type': 'text/html' }, 60_000],
  [509, blockedPage, {}, 60_000],
  [429, blockedPage, { 'retry-after': '7' }, 7_000],
])('takes the page of status %i for a rate limit', (status, text, headers, retryAfterMs) => {
  expect(explained(nominatim, { status, text, headers }, query)).toMatchObject({
    code: 'upstream_rate_limited',
    retryAfterMs,
  })
})

test.each(['<html><title>Access blocked</title>', '<html>Access denied</html>', '{"error":"Invalid key"}'])(
  'leaves it alone for minutes when it refuses, and names the variable only where it is not set: %s',
  (text) => {
    const error = explained(nominatim, { status: 403, text }, query)
    expect(error).toMatchObject({ code: 'upstream_forbidden', pauseMs: 120_000 })
    expect(error.message).toContain('CONTACT')
    const contact = { CONTACT: 'me@example.org' }
    expect(explained(nominatim, { status: 403, text }, query, contact).message).not.toContain('CONTACT')
  },
)

test('a query that it calls malformed concerns that place only', () => {
  expect(explained(nominatim, { status: 400, text: '{"error":{}}' }, query).code).toBe('not_found')
})

test('uses the second match if the first cannot be read', () => {
  const [match] = JSON.parse(found)
  expect(decode(JSON.stringify([{ ...match, lat: null }, match]))).toEqual(decode(found))
})

test.each([
  [{ name: '12', display_name: '12, Harbour Lane, Meridian Quay, Hrvatska' }, '12 Harbour Lane'],
  [{ name: '', display_name: 'Harbour Lane, 12, Meridian Quay, Hrvatska' }, 'Harbour Lane 12'],
  [{ name: 'The Anchor', display_name: 'The Anchor, 12, Harbour Lane' }, 'The Anchor'],
])('a house is called by its street and number: %o', (change, name) => {
  const address = { house_number: '12', road: 'Harbour Lane', country_code: 'hr' }
  expect(decode(changed({ ...change, address })).name).toBe(name)
})

test('falls back to the query if a match has no name', () => {
  const body = changed({ name: null, display_name: '', address: null })
  expect(decode(body)).toMatchObject({ name: 'annapolis', displayName: 'annapolis, md', countryCode: null })
})

test.each([
  [{ status: 200, headers: { 'content-type': 'text/html' }, text: '<html>' }, 'upstream_invalid'],
  [{ status: 200, headers: { 'content-type': 'text/xml' }, text: '<error/>' }, 'upstream_invalid'],
  [{ status: 503 }, 'upstream_error'],
  [{ status: 404, text: '{"error":"Unable to geocode"}' }, 'not_found'],
  [{ status: 429 }, 'upstream_rate_limited'],
])('leaves %o to the table of statuses', (failure, code) => {
  expect(explained(nominatim, failure, query).code).toBe(code)
})

test('law: any body gives a valid place or an AppError', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constant({}), fc.constant('12.5'))
  const keys = ['lat', 'lon', 'display_name', 'name', 'addresstype', 'type', 'address']
  const body = fc.oneof(fc.dictionary(fc.constantFrom(...keys), value).map(changed), fc.json(), fc.string())
  decodesAny(body, decode, Place)
})
