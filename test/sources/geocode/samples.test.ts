// Real answers of geocoders, read where they are kept.
import { expect } from 'vitest'
import { google } from '../../../src/sources/geocode/google.ts'
import { nominatim } from '../../../src/sources/geocode/nominatim.ts'
import { Place } from '../../../src/sources/geocode/schema.ts'
import { errorOf } from '../../support/explained.ts'
import { sample, testOnSamples } from '../../support/samples.ts'

const query = { place: 'as asked', lang: 'en' }
const readNominatim = (name: string): Place =>
  Place.parse(nominatim.decode(sample(`geocode/${name}.json`), query))
const readGoogle = (name: string): Place => Place.parse(google.decode(sample(`geocode/${name}.json`), query))

testOnSamples('every answer of Nominatim is read', () => {
  const names = ['1c28ca51', '210cc3da', '47454e44', '614a4d89'].map((id) => `nominatim-php-${id}`)
  const places = [...names, 'nominatim-madison-square-garden', 'osm-dc'].map(readNominatim)
  expect(places.map(({ name, countryCode, kind }) => [name, countryCode, kind])).toEqual([
    ['Prime Minister’s Office', 'gb', 'attraction'],
    ['Elbphilharmonie', 'de', 'attraction'],
    ['Palais Royal - Koninklijk Paleis', 'be', 'attraction'],
    ['Italia', null, 'stream'],
    ['Madison Square Garden', 'us', 'stadium'],
    ['Ottawa', 'ca', 'city'],
  ])
  expect(places.map(({ lat, lon }) => [lat, lon])).toContainEqual([45.421106, -75.690308])
  expect(places[0]).toMatchObject({ lat: 51.50344025, lon: -0.12770820958562096 })
})

testOnSamples('every answer of Google is read', () => {
  const ids = ['0577ef0e', '2e6f0d2c', '627b6389', '666c1a54', 'b9eea7f7', 'd40383aa', 'f8b309a8', 'f9a1e990']
  const places = [...ids.map((id) => `google-php-${id}`), 'google-madison-square-garden'].map(readGoogle)
  expect(places.map(({ countryCode }) => countryCode)).toEqual([
    'gb',
    'nl',
    'be',
    'us',
    'au',
    'fr',
    'de',
    'fr',
    'us',
  ])
  expect(places[4]).toMatchObject({
    name: 'Darwin',
    displayName: 'Darwin NT, Australia',
    lat: -12.4634403,
    lon: 130.8456418,
    kind: 'colloquial_area',
  })
})

testOnSamples('answers without a place say why', () => {
  expect(errorOf(() => readNominatim('nominatim-no-results')).code).toBe('not_found')
  expect(errorOf(() => readGoogle('google-no-results')).code).toBe('not_found')
  expect(errorOf(() => readGoogle('google-over-limit')).code).toBe('upstream_rate_limited')
  expect(errorOf(() => readGoogle('google-php-3934ac7f')).code).toBe('upstream_forbidden')
})

testOnSamples('the answer of another geocoder is not a place', () => {
  for (const name of ['open-meteo-lahore', 'open-meteo-empty', 'uscensus-dc']) {
    expect(errorOf(() => readNominatim(name)).code).toBe('upstream_invalid')
    expect(errorOf(() => readGoogle(name)).code).toBe('upstream_invalid')
  }
})
