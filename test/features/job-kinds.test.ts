import { describe, expect, test } from 'vitest'
import type { JobKind } from '../../src/define/job-kind.ts'
import { features } from '../../src/features/index.ts'
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'

const kinds = new Map(features.flatMap(({ jobs }) => jobs).map((kind) => [kind.kind, kind]))

function kindOf(name: string): JobKind {
  const kind = kinds.get(name)
  if (!kind) throw new Error(`no kind ${name}`)
  return kind
}

/** The items that a body comes to. */
const itemsOf = (name: string, body: object): readonly unknown[] => {
  const kind = kindOf(name)
  return kind.items(kind.input.parse(body))
}

const faultsOf = (name: string, body: object): string[] =>
  (kindOf(name).input.safeParse(body).error?.issues ?? []).map(({ message }) => message)

test('every kind takes its own example, and its items are JSON that it reads back', () => {
  for (const kind of kinds.values()) {
    const input = kind.input.parse(kind.example)
    const items = kind.items(input)
    expect(items.length).toBeGreaterThan(0)
    for (const item of JSON.parse(JSON.stringify(items))) expect(kind.item.parse(item)).toEqual(item)
    expect(kind.data.parse(kind.assemble([], input))).toBeTruthy()
  }
})

describe('zones', () => {
  test('zones are selected by office, prefix, list, group or position', () => {
    const ofOffice = allZones().filter(({ office }) => office === 'LWX')
    expect(itemsOf('forecasts', { office: 'lwx' })).toEqual(ofOffice.map(({ id }) => id))
    expect(itemsOf('advisories', { prefix: 'anz53' })).toContain('ANZ532')
    expect(itemsOf('forecasts', { zones: ['ANZ532', 'anz531', 'ANZ532'] })).toEqual(['ANZ532', 'ANZ531'])
    expect(itemsOf('forecasts', { group: 'chesapeake' }).length).toBe(13)
    expect(itemsOf('forecasts', { near: '38.97,-76.49', count: 4 }).length).toBe(4)
  })

  test('a job may have the whole catalogue', () => {
    const zones = allZones().map(({ id }) => id)
    expect(itemsOf('forecasts', { zones }).length).toBe(zones.length)
  })

  test('selectors exclude each other, and one is required', () => {
    expect(faultsOf('forecasts', { zones: ['ANZ532'], office: 'LWX' })).toEqual([
      'zones and office exclude each other',
    ])
    expect(faultsOf('forecasts', {})).toEqual(['zones, office, prefix, group or near is required'])
  })

  test('every fault is listed, including unknown names', () => {
    const faults = faultsOf('forecasts', { zones: ['x', 5], near: 'there', count: '3', zone: 'ANZ532' })
    expect(faults.length).toBe(6)
    expect(faultsOf('advisories', { office: 'LWX', raw: true })[0]).toMatch('raw')
  })

  test('an office or a prefix without zones is a fault', () => {
    expect(() => itemsOf('forecasts', { office: 'ZZZ' })).toThrow('office')
    expect(() => itemsOf('forecasts', { prefix: 'QQZ9' })).toThrow('prefix')
  })
})

test('a job may have a thousand places, under either name', () => {
  const places = Array.from({ length: 1_000 }, (_, index) => `Place ${index}`)
  expect(itemsOf('geocode', { places })).toEqual(places)
  expect(itemsOf('geocode', { place: places })).toEqual(places)
  expect(faultsOf('geocode', { places: [...places, 'one more'] })).toEqual(['at most 1000 values'])
  expect(faultsOf('geocode', { place: ['a'], places: ['b'] }).length).toBe(1)
  expect(faultsOf('geocode', {}).length).toBe(1)
})

test('a job takes a thousand URLs, and every invalid one is an error', () => {
  const urls = Array.from({ length: 1_000 }, (_, index) => `https://example.org/${index}`)
  expect(itemsOf('pages', { urls })).toEqual(urls)
  expect(faultsOf('pages', { urls: [...urls, 'https://example.org/'] })).toEqual(['at most 1000 values'])
  expect(faultsOf('pages', { urls: ['file:///etc/passwd', 'http://a:b@example.org/'] })).toHaveLength(2)
})

test('a job may have two hundred subreddits', () => {
  const subreddits = Array.from({ length: 200 }, (_, index) => `sub_${index}`)
  expect(itemsOf('reddit', { subreddits, t: 'all', limit: 100 })).toEqual(subreddits)
  expect(faultsOf('reddit', { subreddits: [...subreddits, 'r/more'] })).toEqual(['at most 200 values'])
  expect(itemsOf('reddit', { subreddits: ['r/Sailing', 'sailing'] })).toEqual(['sailing'])
})

test('the data of an item is at its place in the result', () => {
  const kind = kindOf('reddit')
  const input = kind.input.parse({ subreddits: ['sailing', 'boating'] })
  expect(kind.assemble([{ item: 'boating', piece: [] }], input)).toEqual({
    subreddits: [{ subreddit: 'boating', posts: [] }],
  })
})
