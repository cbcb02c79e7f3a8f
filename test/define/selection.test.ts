import { expect, test } from 'vitest'
import { z } from 'zod'
import { flag, type Place, whole } from '../../src/define/field.ts'
import { listed, selectionOf, selector } from '../../src/define/selection.ts'

const fleet = { north: ['n1', 'n2', 'n3', 'n4'], south: ['s1'], east: [] as string[] }
const Boat = z.string().regex(/^[a-z]\d$/, { error: 'no boat' })
const boats = listed({ item: Boat, description: 'Boats', examples: ['n1'] })
const region = selector(z.enum(['north', 'south', 'east']), {
  items: (name) => fleet[name],
  none: (name) => `no boat is in the ${name}`,
})
const first = selector(z.enum(['north']), {
  items: (name, { count }: { count: number }) => fleet[name].slice(0, count),
  only: 'job',
})
const options = {
  count: whole({ min: 1, default: 2, description: 'How many' }),
  full: flag({ description: 'All of it' }),
}
const selection = (place: Place) =>
  selectionOf({ select: { boats, region, first }, options, maxItems: place === 'request' ? 3 : 5 }, place)

const itemsOf = (place: Place, given: object): readonly string[] => {
  const { schema, itemsOf } = selection(place)
  return itemsOf(schema.parse(given))
}

const faultsOf = (place: Place, given: object) =>
  selection(place)
    .schema.safeParse(given)
    .error?.issues.map(({ path, message }) => [path.join('.'), message])

test('the same fields are text in a query and values in a body', () => {
  expect(itemsOf('request', { boats: 'n1,s1,n1', count: '3', full: 'true' })).toEqual(['n1', 's1'])
  expect(itemsOf('job', { boats: ['n1', 's1', 'n1'], count: 3, full: true })).toEqual(['n1', 's1'])
  expect(faultsOf('job', { boats: 'n1,s1', count: '3', full: 'true' })).toHaveLength(3)
})

test('absent values have the same defaults in both places', () => {
  const read = (place: Place) => selection(place).schema.parse({ region: 'south' })
  expect(read('request')).toEqual(read('job'))
  expect(read('request')).toMatchObject({ count: 2, full: false })
})

test('a job may have more items than a request: listed, by a count, or by name', () => {
  const five = ['n1', 'n2', 'n3', 'n4', 's1']
  expect(itemsOf('job', { boats: five })).toEqual(five)
  expect(faultsOf('request', { boats: five })).toEqual([['boats', 'at most 3 values']])
  expect(itemsOf('job', { first: 'north', count: 5 })).toHaveLength(4)
  expect(faultsOf('request', { region: 'south', count: '4' })).toEqual([['count', 'at most 3']])
  expect(itemsOf('job', { region: 'north' })).toHaveLength(4)
  const bound = 'north stands for 4 items, and at most 3 are allowed: list them'
  expect(faultsOf('request', { region: 'north' })).toEqual([['region', bound]])
})

test('a name that selects nothing is a fault of the query, and of the body on submission', () => {
  expect(faultsOf('request', { region: 'east' })).toEqual([['region', 'no boat is in the east']])
  // Once submitted, a job is what it was when it was.
  expect(faultsOf('job', { region: 'east' })).toBeUndefined()
  expect(() => itemsOf('job', { region: 'east' })).toThrow('one error in region')
})

test('exactly one of the offered selectors must be used', () => {
  expect(faultsOf('request', {})).toEqual([['boats', 'boats or region is required']])
  expect(faultsOf('job', {})).toEqual([['boats', 'boats, region or first is required']])
  expect(faultsOf('job', { boats: ['n1'], region: 'south' })).toEqual([
    ['boats', 'boats and region exclude each other'],
  ])
})

test('a selector for jobs only is unknown in a request, and unknown fields of a body are faults', () => {
  expect(faultsOf('request', { first: 'north' })).toEqual([['boats', 'boats or region is required']])
  expect(faultsOf('job', { first: 'north', boat: 'n1' })).toHaveLength(1)
})

test('a single selector is required', () => {
  const { schema } = selectionOf({ select: { boats }, options: {}, maxItems: 3 }, 'request')
  expect(schema.safeParse({}).error?.issues.map(({ path }) => path)).toEqual([['boats']])
})
