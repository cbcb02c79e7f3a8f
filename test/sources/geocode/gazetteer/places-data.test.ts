import { expect, test } from 'vitest'
import { fold } from '../../../../src/sources/geocode/gazetteer/fold.ts'
import { placesData } from '../../../../src/sources/geocode/gazetteer/places-data.ts'
import { readPlaces } from '../../../../src/sources/geocode/gazetteer/read-places.ts'
import { nearestZones } from '../../../../src/sources/marine/catalogue/nearest-zones.ts'

const { places } = readPlaces(placesData)

// Where each state lies: south, north, west, east, in whole degrees outwards. A slip in a digit or sign leaves it.
const extents: Record<string, [number, number, number, number]> = {
  ME: [43, 48, -72, -66],
  NH: [42, 46, -73, -70],
  MA: [41, 43, -74, -69],
  RI: [41, 43, -72, -71],
  CT: [40, 43, -74, -71],
  NY: [40, 46, -80, -71],
  NJ: [38, 42, -76, -73],
  PA: [39, 43, -81, -74],
  DE: [38, 40, -76, -75],
  MD: [37, 40, -80, -75],
  DC: [38, 39, -78, -76],
  VA: [36, 40, -84, -75],
  NC: [33, 37, -85, -75],
  SC: [32, 36, -84, -78],
  GA: [30, 35, -86, -80],
  FL: [24, 31, -88, -80],
  AL: [30, 35, -89, -84],
  MS: [30, 35, -92, -88],
  LA: [28, 34, -95, -88],
  TX: [25, 37, -107, -93],
  CA: [32, 42, -125, -114],
  OR: [41, 47, -125, -116],
  WA: [45, 49, -125, -116],
  AK: [51, 72, -180, -129],
  HI: [18, 23, -161, -154],
  PR: [17, 19, -68, -65],
  VI: [17, 19, -66, -64],
  GU: [13, 14, 144, 145],
  MP: [14, 21, 144, 147],
  AS: [-15, -11, -172, -168],
  OH: [38, 42, -85, -80],
  MI: [41, 49, -91, -82],
  IN: [37, 42, -89, -84],
  IL: [36, 43, -92, -87],
  WI: [42, 48, -93, -86],
  MN: [43, 50, -98, -89],
}

test('every coastal and Great Lakes state and territory has places', () => {
  expect(new Set(places.map((place) => place.stateCode))).toEqual(new Set(Object.keys(extents)))
  expect(places.length).toBeGreaterThanOrEqual(400)
})

test('every place lies in its state', () => {
  const strays = places.filter(({ stateCode, lat, lon }) => {
    const [south = 0, north = 0, west = 0, east = 0] = extents[stateCode] ?? []
    return !(lat >= south && lat <= north && lon >= west && lon <= east)
  })
  expect(strays).toEqual([])
})

test('every place is near enough to a marine zone for a briefing', () => {
  const inland = places.filter((place) => nearestZones(place, 1).length === 0)
  expect(inland.map((place) => `${place.name}, ${place.stateCode}`)).toEqual([])
})

test('no state has a name twice', () => {
  const names = places.map((place) => `${fold(place.name)}, ${place.stateCode}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('every line is complete', () => {
  for (const place of places) {
    expect(place.name).toMatch(/^\p{Lu}[\p{L}.' -]+$/u)
    expect(place.state).not.toBe('')
    expect(place.thousands).toBeGreaterThanOrEqual(0)
    expect(place.kind).toMatch(/^(city|town|village|harbour|cape|island|inlet|bay|beach)$/)
  }
})
