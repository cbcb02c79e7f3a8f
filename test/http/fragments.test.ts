import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFragments } from '../../src/http/fragments.ts'

/** Plain data in which some objects and lists are pieces. */
const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
  ),
})).value

function objectsIn(value: unknown, found: object[] = []): object[] {
  if (typeof value !== 'object' || value === null) return found
  found.push(value)
  for (const item of Object.values(value)) objectsIn(item, found)
  return found
}

test('the output equals JSON.stringify for any pieces, cached or not', () => {
  fc.assert(
    fc.property(fc.array(plain), fc.infiniteStream(fc.boolean()), fc.nat(4_000), (data, chance, maxBytes) => {
      const some = objectsIn(data).filter(() => chance.next().value)
      const pieces = new Map(some.map((value) => [value, { isCached: chance.next().value === true }]))
      const fragments = createFragments({ maxBytes })
      const first = fragments.write(data, pieces)
      expect(first.text).toBe(JSON.stringify(data))
      expect(fragments.write(data, pieces)).toEqual(first)
    }),
  )
})

test('equal data with the same pieces has the same hash, and a changed piece changes it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ n: fc.nat(), t: fc.string() }), { minLength: 1 }), (rows) => {
      const hash = (list: readonly object[]): string =>
        String(createFragments({ maxBytes: 10_000 }).write({ list }, cached(...list)).hash)
      expect(hash(structuredClone(rows))).toBe(hash(rows))
      const [first, ...rest] = rows
      expect(hash([{ ...first, n: -1 }, ...rest])).not.toBe(hash(rows))
    }),
  )
})

const cached = (...values: readonly object[]) => new Map(values.map((value) => [value, { isCached: true }]))

test('the text of a cached piece is made once, that of a loaded piece each time', () => {
  let written = 0
  const piece = {
    get counted() {
      written++
      return 1
    },
  }
  const fragments = createFragments({ maxBytes: 10_000 })
  for (let times = 0; times < 3; times++) fragments.write([piece], cached(piece))
  expect(written).toBe(1)
  for (let times = 0; times < 3; times++) fragments.write([piece], new Map([[piece, { isCached: false }]]))
  expect(written).toBe(4)
})
