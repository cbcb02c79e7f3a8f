import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPosition, readPosition } from '../../src/core/position.ts'

describe('a position is read', () => {
  test.each([
    ['38.50,-74.00'],
    ['38.50 -74.00'],
    [' +38.5 ,\t-74 '],
    ['38.50N 74.00W'],
    ['N38.50 W74.00'],
    ['38.5 n, 74 w'],
    ["38°30'N 74°00'W"],
    ['38°30′00″N, 74°00′00″W'],
    ['38º30’ N / 74º00’ W'],
    ["38°30'N74°00'W"],
    ['N 38 30 00 W 74 00 00'],
    ['38 30.0 N 74 00.0 W'],
    ['74 W 38 30 N'],
    ['38 30 -74 00'],
    ["38° 30' −74° 0'"],
    ['38.5/-74'],
    ['38.5° -74°'],
    ["38° 30' 0'' North, 74° West"],
    ['38.5\n-74'],
    ['38.5; −74.'],
  ])('%j', (text) => {
    expect(readPosition(text)).toEqual({ lat: 38.5, lon: -74 })
  })

  test('without a digit before the point, and on the equator and the meridian', () => {
    expect(readPosition('.5,-.25')).toEqual({ lat: 0.5, lon: -0.25 })
    expect(readPosition('0 S, 0 W')).toEqual({ lat: 0, lon: 0 })
    expect(readPosition('-90,180')).toEqual({ lat: -90, lon: 180 })
  })
})

test.each([
  ['91,0', ['the latitude 91 is not between -90 and 90']],
  ['38,-181', ['the longitude -181 is not between -180 and 180']],
  ['91,181', ['the latitude 91 is not between -90 and 90', 'the longitude 181 is not between -180 and 180']],
  ["38°75'N 74°00'W", ['the latitude has 60 minutes or more']],
  ['38 30 N, 74 10 60 W', ['the longitude has 60 seconds or more']],
  ['38N 74N', ['the longitude is N: it must be E or W']],
  ['-38.5N, 74W', ['the latitude has both a minus and N']],
])('%j is out of range, and the wrong half is named', (text, faults) => {
  const reading = readPosition(text)
  expect(reading && [...(reading as readonly string[])].toSorted()).toEqual(faults.toSorted())
})

test.each([
  'Annapolis, MD',
  '12 Harbour Lane',
  '21401',
  '21401-1234',
  '20500 1600',
  '38.97',
  '38 30 74 00',
  '1,2,3',
  '38 N',
  'N W',
  '5th, 6',
  '38.5 30 N, 74 W',
  "30', 40'",
  '38 N 30, 74 W',
  '',
  ',',
])('%j is not a position', (text) => {
  expect(readPosition(text)).toBeNull()
})

// Tenths of a second of arc: whole numbers, so that every way of writing says the same.
const tenths = (max: number) => fc.integer({ min: -max * 36_000, max: max * 36_000 })
const halfOf = (value: number, letters: string, style: string): string => {
  const size = Math.abs(value) / 36_000
  const letter = letters[value < 0 ? 1 : 0] ?? ''
  const sign = value < 0 ? '-' : ''
  const minutes = (Math.abs(value) % 36_000) / 600
  const seconds = (Math.abs(value) % 600) / 10
  switch (style) {
    case 'signed':
      return `${sign}${size}`
    case 'letter after':
      return `${size} ${letter}`
    case 'letter before':
      return `${letter}${size}°`
    case 'minutes':
      return `${Math.floor(size)}° ${minutes}' ${letter}`
    default:
      return `${letter} ${Math.floor(size)}° ${Math.floor(minutes)}′ ${seconds}″`
  }
}
const styles = fc.constantFrom('signed', 'letter after', 'letter before', 'minutes', 'seconds')
const written = (text: string): boolean => !/e/.test(text)

test('law: a position is the same in every notation', () => {
  fc.assert(
    fc.property(
      tenths(90),
      tenths(180),
      styles,
      styles,
      fc.constantFrom(', ', '/', ','),
      (lat, lon, a, b, sep) => {
        const text = halfOf(lat, 'NS', a) + sep + halfOf(lon, 'EW', b)
        fc.pre(written(text))
        const reading = readPosition(text)
        if (!isPosition(reading)) throw new Error(`${text} is not a position`)
        expect(Math.abs(reading.lat - lat / 36_000)).toBeLessThan(1e-9)
        expect(Math.abs(reading.lon - lon / 36_000)).toBeLessThan(1e-9)
      },
    ),
  )
})

test('law: any text is a position on earth, a list of faults, or neither', () => {
  const piece = fc.constantFrom(
    'N',
    'S',
    'E',
    'W',
    '°',
    "'",
    '"',
    ' ',
    ',',
    '/',
    '-',
    '+',
    '.',
    '0',
    '9',
    '45',
    '180',
    '999',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 14 }).map((all) => all.join('')),
        fc.string(),
      ),
      (text) => {
        const reading = readPosition(text)
        if (reading === null) return
        if (!isPosition(reading)) {
          expect(reading.length).toBeGreaterThan(0)
          return
        }
        expect(Math.abs(reading.lat)).toBeLessThanOrEqual(90)
        expect(Math.abs(reading.lon)).toBeLessThanOrEqual(180)
      },
    ),
  )
})
