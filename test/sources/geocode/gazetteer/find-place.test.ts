import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPlace } from '../../../../src/sources/geocode/gazetteer/find-place.ts'
import { placesData } from '../../../../src/sources/geocode/gazetteer/places-data.ts'
import { readPlaces } from '../../../../src/sources/geocode/gazetteer/read-places.ts'
import { share } from '../../../support/effort.ts'

const { places: allPlaces } = readPlaces(placesData)
const found = (query: string): string | undefined => findPlace(query)?.displayName

test('a place has its state, its point and its kind', () => {
  expect(findPlace('Annapolis')).toEqual({
    name: 'Annapolis',
    displayName: 'Annapolis, Maryland, United States',
    lat: 38.978,
    lon: -76.492,
    countryCode: 'us',
    kind: 'town',
    isCertain: false,
  })
})

test.each([
  'Annapolis, MD',
  'annapolis maryland',
  'Annapolis, Maryland, USA',
  'ANNAPOLIS MD 21401',
  'Annapolis, MD 21401-1234, U.S.A.',
  '  Ánnapolis ,md, ',
  'Annapolis, United States of America',
])('%j is Annapolis', (query) => {
  expect(found(query)).toBe('Annapolis, Maryland, United States')
})

test.each([
  ['Portland, ME', 'Portland, Maine'],
  ['Portland, OR', 'Portland, Oregon'],
  ['portland or', 'Portland, Oregon'],
  ['Portland', 'Portland, Oregon'],
  ['Wilmington', 'Wilmington, North Carolina'],
  ['Wilmington, Delaware', 'Wilmington, Delaware'],
  ['Washington, D.C.', 'Washington, District of Columbia'],
  ['Washington NC', 'Washington, North Carolina'],
  ['New York', 'New York, New York'],
  ['NYC', 'New York, New York'],
  ['New York, N.Y.', 'New York, New York'],
  ['Montauk New York', 'Montauk, New York'],
  ['Port Washington', 'Port Washington, New York'],
  ['Long Beach Washington', 'Long Beach, Washington'],
])('%j is %s: the state decides, without one the number of inhabitants', (query, place) => {
  expect(found(query)).toBe(`${place}, United States`)
})

test.each([
  ['saint augustine', 'St. Augustine, Florida'],
  ['Sault Sainte Marie', 'Sault Ste. Marie, Michigan'],
  ['Ft. Lauderdale', 'Fort Lauderdale, Florida'],
  ['Marthas Vineyard', "Martha's Vineyard, Massachusetts"],
  ['put in bay', 'Put-in-Bay, Ohio'],
  ['Boothbay Harbour', 'Boothbay Harbor, Maine'],
  ['Mayaguez', 'Mayagüez, Puerto Rico'],
  ['Hagatna, GU', 'Hagåtña, Guam'],
  ['Barrow, Alaska', 'Utqiagvik, Alaska'],
  ['Christiansted, USVI', 'Christiansted, U.S. Virgin Islands'],
  ['Cruz Bay, United States Virgin Islands', 'Cruz Bay, U.S. Virgin Islands'],
  ['Hyannis, Mass.', 'Hyannis, Massachusetts'],
])('%j is %s in the spelling of the gazetteer', (query, place) => {
  expect(found(query)).toBe(`${place}, United States`)
})

test.each([
  'Vienna',
  'Vienna, VA',
  'Annapoli',
  'Annapolis Royal',
  'Annapolis, Ontario',
  'Annapolis, Nova Scotia, Canada',
  'Annapolis, Kansas',
  'Annapolis, MD, Canada',
  'Charleston, West Virginia',
  'Port, Washington',
  'Maryland',
  'MD',
  'USA',
  '21401',
  'toString',
  '__proto__',
  ', ,',
  '',
])('%j is no guess', (query) => {
  expect(findPlace(query)).toBeNull()
})

test.each(['Reykjavik', 'Vien', 'Zadar', 'Wrocław', 'Bolognia', 'Berlin', 'Słubice', 'Dehli', 'Lisbon'])(
  '%s, a city abroad, is unknown',
  (query) => {
    expect(findPlace(query)).toBeNull()
  },
)

test.each(['Venice', 'Naples', 'St. Petersburg', 'Vancouver', 'St. Paul', 'Lexington'])(
  '%s alone is better known elsewhere, with a state or the country it is ours',
  (name) => {
    expect(findPlace(name)).toBeNull()
    expect(findPlace(`${name}, USA`)?.name).toBe(name)
  },
)

test('a query longer than any address is unknown', () => {
  expect(findPlace(`Annapolis${' '.repeat(191)}`)?.name).toBe('Annapolis')
  expect(findPlace(`Annapolis${' '.repeat(192)}`)).toBeNull()
})

const places = fc.constantFrom(...allPlaces)
const noises = fc.constantFrom<(text: string) => string>(
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFD'),
  (text) => text.replaceAll(',', ' '),
  (text) => text.replaceAll(' ', '  '),
  (text) => text.replaceAll('.', ''),
)

test('every place is found by its name and state in any spelling', () => {
  fc.assert(
    fc.property(places, fc.array(noises, { maxLength: 3 }), fc.boolean(), (place, noise, code) => {
      const query = `${place.name}, ${code ? place.stateCode : place.state}`
      const answer = findPlace(noise.reduce((text, change) => change(text), query))
      expect(answer).toMatchObject({ name: place.name, lat: place.lat, lon: place.lon })
    }),
    { numRuns: share(500) },
  )
})

test('every place is found by its display name', () => {
  for (const { name, state, lat, lon } of allPlaces)
    expect(findPlace(`${name}, ${state}, United States`)).toMatchObject({ name, lat, lon })
})

test('a bare name gives the most populous namesake or nothing', () => {
  fc.assert(
    fc.property(places, ({ name }) => {
      const namesakes = allPlaces.filter((place) => place.name === name)
      const most = Math.max(...namesakes.map((place) => place.thousands))
      const answer = findPlace(name)
      if (namesakes.some((place) => place.needsState)) expect(answer).toBeNull()
      else
        expect(namesakes.filter((place) => place.thousands === most)).toContainEqual(
          expect.objectContaining({ lat: answer?.lat, lon: answer?.lon }),
        )
    }),
    { numRuns: share(500) },
  )
})

test('a word that is not part of an address makes every place unknown', () => {
  fc.assert(
    fc.property(places, fc.constantFrom('Qwerty', 'Canada', 'Kansas', '123'), (place, word) => {
      expect(findPlace(`${place.name}, ${place.state}, ${word}`)).toBeNull()
      expect(findPlace(`${word} ${place.name}, ${place.state}`)).toBeNull()
    }),
  )
})

test('no text breaks the look-up', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 250 }), (text) => {
      expect(findPlace(text) === null || found(text)?.endsWith('United States')).toBe(true)
    }),
  )
})
