import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { exactlyOne, flag, latLon, list, whole } from '../../src/core/query.ts'

const zones = (more: { max?: number; commas?: boolean } = {}) =>
  list({
    item: z.string().regex(/^[A-Z]{3}\d{3}$/, { error: 'no zone' }),
    max: 3,
    description: 'zones',
    examples: ['ANZ531'],
    ...more,
  })

describe('a list', () => {
  test.each([
    ['ANZ531', ['ANZ531']],
    ['ANZ531, ANZ532,', ['ANZ531', 'ANZ532']],
    [
      ['ANZ531', 'ANZ532'],
      ['ANZ531', 'ANZ532'],
    ],
    ['ANZ532, ANZ531 ,ANZ532', ['ANZ532', 'ANZ531']],
    [
      ['ANZ531,ANZ532', 'ANZ533'],
      ['ANZ531', 'ANZ532', 'ANZ533'],
    ],
  ])('%j is %j', (given, items) => {
    expect(zones().parse(given)).toEqual(items)
  })

  test('every invalid value is a fault of its own', () => {
    const { error } = zones().safeParse('XYZ,12,ANZ531')
    expect(error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
      [0, 'no zone'],
      [1, 'no zone'],
    ])
  })

  test('is counted without duplicates, and refused above its maximum', () => {
    expect(zones().safeParse('ANZ531,ANZ531,ANZ532,ANZ533').success).toBe(true)
    const { error } = zones().safeParse('ANZ531,ANZ532,ANZ533,ANZ534')
    expect(error?.issues[0]?.message).toBe('at most 3 values')
  })

  test('is measured before its values are parsed', () => {
    const values = Array.from({ length: 250_000 }, (_, index) => `wrong${index}`)
    let looks = 0
    const item = z.string().refine(() => ++looks > 0 && false)
    const body = list({ item, max: 3, description: '', examples: [] }, 'body')
    for (const schema of [body, list({ item, max: 3, description: '', examples: [] })]) {
      looks = 0
      expect(schema.safeParse(values).error?.issues.map(({ message }) => message)).toEqual([
        'at most 3 values',
      ])
      expect(looks).toBe(4)
    }
  })

  test('may have values that contain commas', () => {
    const places = list({ item: z.string(), max: 2, commas: false, description: '', examples: [] })
    expect(places.parse(['Annapolis, MD', 'Bar Harbor'])).toEqual(['Annapolis, MD', 'Bar Harbor'])
  })

  test.each([undefined, '', 'ANZ531,,ANZ532'])('%j is not a list', (given) => {
    expect(zones().safeParse(given).success).toBe(false)
  })
})

describe('a point', () => {
  test.each([
    ['38.97,-76.49', { lat: 38.97, lon: -76.49 }],
    [' 0 , +180 ', { lat: 0, lon: 180 }],
  ])('%j is read', (text, point) => {
    expect(latLon.parse(text)).toEqual(point)
  })

  test.each([
    ['200,0', 1],
    ['91,181', 2],
    ['38.97', 1],
    ['a,b', 1],
    ['1,2,3', 1],
    ['1e1,2', 1],
  ])('%j has %i fault(s)', (text, count) => {
    expect(latLon.safeParse(text).error?.issues.length).toBe(count)
  })
})

test.each([
  ['1', true],
  ['50', true],
  ['0', false],
  ['51', false],
  ['1.5', false],
  ['many', false],
])('a whole number from 1 to 50: %s is one: %s', (text, isOne) => {
  expect(whole(1, 50).safeParse(text).success).toBe(isOne)
})

test('a flag is true or false, and false by default', () => {
  expect([flag.parse('true'), flag.parse('false'), flag.parse(undefined)]).toEqual([true, false, false])
  expect(flag.safeParse('yes').success).toBe(false)
})

test('exactly one of mutually exclusive fields is required, reported with the other faults', () => {
  const body = exactlyOne(z.strictObject({ a: whole(1, 9).optional(), b: whole(1, 9).optional() }), [
    'a',
    'b',
  ])
  const faults = (given: object) => body.safeParse(given).error?.issues.map(({ message }) => message)
  expect(faults({ a: 1 })).toBeUndefined()
  expect(faults({})).toEqual(['a or b is required'])
  expect(faults({ a: 1, b: 10 })).toEqual(['at most 9', 'a and b exclude each other'])
})
