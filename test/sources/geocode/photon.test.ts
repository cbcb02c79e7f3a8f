import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { photon } from '../../../src/sources/geocode/photon.ts'
import { Place } from '../../../src/sources/geocode/schema.ts'
import { geocode } from '../../../src/sources/geocode/source.ts'
import { decodesAny, errorOf, explained } from '../../support/explained.ts'

const query = { place: 'annapolis, md', lang: 'en' }
const found = readFileSync(new URL('../../fixtures/geocode/photon.json', import.meta.url), 'utf8')
const decode = (body: string): Place => photon.decode(body, query)
const changed = (properties: object, coordinates: unknown = [15.23, 44.12]): string =>
  JSON.stringify({ features: [{ geometry: { coordinates }, properties }] })
const settings = geocode.settings.parse({ PHOTON_URL: 'http://photon.test/' })

test('reads the best match, longitude first', () => {
  expect(decode(found)).toEqual({
    query: 'annapolis, md',
    name: 'Annapolis',
    displayName: 'Annapolis, Anne Arundel County, Maryland, United States',
    lat: 38.9786401,
    lon: -76.492786,
    countryCode: 'us',
    kind: 'city',
    provider: 'photon',
    attribution: '© OpenStreetMap contributors',
  })
})

test('a house is named by street and number', () => {
  const house = {
    housenumber: '12',
    street: 'Harbour Lane',
    city: 'Meridian Quay',
    countrycode: 'HR',
    type: 'house',
  }
  expect(decode(changed(house))).toMatchObject({
    name: '12 Harbour Lane',
    displayName: '12 Harbour Lane, Meridian Quay',
    countryCode: 'hr',
    kind: 'house',
  })
})

test('uses the next match if one cannot be read, and the query if there is no name', () => {
  const { features } = JSON.parse(found)
  const odd = { geometry: null, properties: {} }
  expect(decode(JSON.stringify({ features: [odd, null, ...features] }))).toEqual(decode(found))
  expect(decode(changed({}))).toMatchObject({ name: 'annapolis, md', lat: 44.12, lon: 15.23 })
})

test.each([
  ['en', '&lang=en'],
  ['pl', ''],
])('asks in %s only where it speaks that', (lang, parameter) => {
  expect(photon.describe({ place: 'Słubice', lang }, settings).url).toBe(
    `http://photon.test/api?q=S%C5%82ubice&limit=3${parameter}`,
  )
})

test.each([
  ['no match', '{"type":"FeatureCollection","features":[]}', 'not_found'],
  ['another shape', '[]', 'upstream_invalid'],
  ['a latitude out of range', changed({}, [0, 91]), 'upstream_invalid'],
  ['a page', '<html>', 'upstream_invalid'],
])('reads %s as it is meant', (_, body, code) => {
  expect(errorOf(() => decode(body)).code).toBe(code)
})

test('a query that it refuses concerns that place only; a refusal of the application pauses it', () => {
  expect(explained(photon, { status: 400 }, query).code).toBe('not_found')
  expect(explained(photon, { status: 403 }, query)).toMatchObject({
    code: 'upstream_forbidden',
    pauseMs: 120_000,
  })
})

test('law: any body gives a valid place or an AppError', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constant([]))
  const names = fc.constantFrom('name', 'housenumber', 'street', 'countrycode', 'osm_value', 'type')
  const body = fc.oneof(
    fc.tuple(fc.dictionary(names, value), fc.array(fc.double())).map(([all, at]) => changed(all, at)),
    fc.json(),
  )
  decodesAny(body, decode, Place)
})
