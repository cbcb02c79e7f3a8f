import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorFor, readCursor } from '../../../../src/sources/marine/catalogue/cursor.ts'
import { searchZones, type ZoneSearch } from '../../../../src/sources/marine/catalogue/search-zones.ts'
import { allZones } from '../../../../src/sources/marine/catalogue/zones.ts'
import { share } from '../../../support/effort.ts'

const annapolis = { lat: 38.978, lon: -76.492 }

function page(search: ZoneSearch) {
  const answer = searchZones(search)
  if (!answer.ok) throw new Error(`refused: ${answer.fault}`)
  return { ids: answer.zones.map((zone) => zone.id), nextCursor: answer.nextCursor }
}

function walk(search: ZoneSearch): string[][] {
  const pages: string[][] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { ids, nextCursor } = page({ ...search, cursor })
    pages.push(ids)
    cursor = nextCursor
  }
  return pages
}

test('without a filter the first fifty zones come in order of id', () => {
  const { ids, nextCursor } = page({})
  expect(ids).toEqual(
    allZones()
      .slice(0, 50)
      .map((zone) => zone.id),
  )
  expect(nextCursor).not.toBeNull()
})

test.each([
  ['sandy point', ['ANZ531', 'ANZ532', 'ANZ815']],
  ['POINT Sandy north beach', ['ANZ532']],
  ['Sándy Pöint, North Beach, MD', ['ANZ532']],
  ['anz532', ['ANZ532']],
  ['eastern bay anz540', ['ANZ540']],
  ['swains', ['PSZ152']],
])('every word of %j counts, in id or name, whatever its case, accents and commas', (q, ids) => {
  expect(page({ q }).ids).toEqual(ids)
})

test.each(['chesapeake xyzzy', '???', '.*'])('%j matches nothing', (q) => {
  expect(page({ q })).toEqual({ ids: [], nextCursor: null })
})

test('blank filters are no filters', () => {
  expect(page({ q: ' ', prefix: '', office: '' }).ids).toEqual(page({}).ids)
})

test('prefix and office are combined, in upper or lower case', () => {
  const { ids } = page({ prefix: 'anz53', office: 'lwx' })
  expect(ids).toEqual(Array.from({ length: 10 }, (_, index) => `ANZ53${index}`))
  expect(page({ prefix: 'ANZ53', office: 'AKQ' }).ids).toEqual([])
})

test('near sorts by distance and omits zones without a position', () => {
  expect(page({ near: annapolis, limit: 3 }).ids).toEqual(['ANZ532', 'ANZ540', 'ANZ539'])
  expect(walk({ near: annapolis, prefix: 'PKZ78' }).flat()).not.toContain('PKZ784')
})

test('the last page has no cursor, even when it is full', () => {
  expect(page({ prefix: 'ANZ53', limit: 10 }).nextCursor).toBeNull()
  expect(page({ prefix: 'ANZ53', limit: 9 }).nextCursor).not.toBeNull()
})

const searches = fc.record({
  q: fc.constantFrom('', 'bay', 'coastal waters', 'point to', 'michigan'),
  prefix: fc.constantFrom('', 'A', 'PK', 'LMZ', 'ANZ5'),
  near: fc.constantFrom(undefined, annapolis, { lat: 52, lon: 179.9 }),
  limit: fc.integer({ min: 1, max: 100 }),
})

test('the pages of a search contain every match once, in the order of one large page', () => {
  fc.assert(
    fc.property(searches, (search) => {
      const pages = walk(search)
      expect(pages.flat()).toEqual(page({ ...search, limit: 1000 }).ids)
      for (const ids of pages.slice(0, -1)) expect(ids).toHaveLength(search.limit)
    }),
    { numRuns: share(60) },
  )
})

test('the same search gives the same cursor, and the limit may change between pages', () => {
  const { nextCursor } = page({ near: annapolis, limit: 2 })
  expect(page({ near: annapolis, limit: 2 }).nextCursor).toBe(nextCursor)
  expect(page({ near: annapolis, limit: 1, cursor: nextCursor ?? '' }).ids).toEqual(['ANZ539'])
})

test('a cursor outlives the zone that it names', () => {
  const gone = cursorFor({ id: 'ANZ529', metres: 0 }, '|ANZ5|||')
  expect(page({ prefix: 'ANZ5', cursor: gone, limit: 1 }).ids).toEqual(['ANZ530'])
})

test.each(['', 'x', '!!', 'AAAA', 'ANZ532', '50', 'é', 'a'.repeat(10_000)])(
  'the made-up cursor %j is a fault',
  (cursor) => {
    expect(searchZones({ cursor })).toEqual({ ok: false, fault: 'cursor' })
  },
)

test('the cursor of another search is a fault', () => {
  const { nextCursor } = page({ near: annapolis, limit: 2 })
  const cursor = nextCursor ?? ''
  for (const other of [{}, { q: 'bay', near: annapolis }, { near: { lat: 38.978, lon: -76.493 } }])
    expect(searchZones({ ...other, cursor })).toEqual({ ok: false, fault: 'cursor' })
})

test('a cursor is safe in a URL and decodes to its position', () => {
  const positions = fc.record({ id: fc.constantFrom('ANZ532', 'PKZ786'), metres: fc.nat() })
  fc.assert(
    fc.property(positions, fc.string(), (position, query) => {
      const cursor = cursorFor(position, query)
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(readCursor(cursor, query)).toEqual(position)
    }),
  )
})

test('any other text is not a cursor', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readCursor(text, '')).toBeUndefined()
    }),
  )
})
