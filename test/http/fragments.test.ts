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

test('what is written is what JSON.stringify writes, whatever the pieces, the first time and the next', () => {
  fc.assert(
    fc.property(fc.array(plain), fc.infiniteStream(fc.boolean()), fc.nat(4_000), (data, chance, maxBytes) => {
      const pieces = new Set<unknown>(objectsIn(data).filter(() => chance.next().value))
      const fragments = createFragments({ maxBytes })
      const isPiece = (value: object): boolean => pieces.has(value)
      const first = fragments.write(data, isPiece)
      expect(first.text).toBe(JSON.stringify(data))
      expect(fragments.write(data, isPiece)).toEqual(first)
    }),
  )
})

test('equal data cut alike has one digest, and a changed piece changes it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ n: fc.nat(), t: fc.string() }), { minLength: 1 }), (rows) => {
      const digest = (list: readonly object[]): string =>
        createFragments({ maxBytes: 10_000 }).write({ list }, (value) => list.includes(value)).digest
      expect(digest(structuredClone(rows))).toBe(digest(rows))
      const [first, ...rest] = rows
      expect(digest([{ ...first, n: -1 }, ...rest])).not.toBe(digest(rows))
    }),
  )
})

test('a piece is turned into text once', () => {
  let written = 0
  const piece = {
    get counted() {
      written++
      return 1
    },
  }
  const fragments = createFragments({ maxBytes: 10_000 })
  for (let times = 0; times < 3; times++) fragments.write([piece], (value) => value === piece)
  expect(written).toBe(1)
})
