import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSubrequestBudget } from '../../src/runtime/subrequest-budget.ts'

const times = (count: number, take: () => boolean): number =>
  Array.from({ length: count }, take).filter((taken) => taken).length

test('thirteen cold zones each get a store read, a request and a store write', () => {
  const subrequests = createSubrequestBudget(50)
  subrequests.reserve(13)
  expect(times(13, subrequests.spendStoreRead)).toBe(13)
  expect(times(13, subrequests.spendRequest)).toBe(13)
  expect(times(13, subrequests.spendStoreWrite)).toBe(13)
})

test('with fifty parts the store is skipped, and each part gets its request', () => {
  const subrequests = createSubrequestBudget(50)
  subrequests.reserve(50)
  expect(times(50, subrequests.spendStoreRead)).toBe(0)
  expect(times(51, subrequests.spendRequest)).toBe(50)
})

test('if there is not enough for all, every key that is read can also be written', () => {
  const subrequests = createSubrequestBudget(50)
  subrequests.reserve(30)
  const looks = times(30, subrequests.spendStoreRead)
  expect(looks).toBe(8)
  expect(times(30, subrequests.spendRequest)).toBe(30)
  expect(times(30, subrequests.spendStoreWrite)).toBe(looks)
})

test('no key is written that was not read', () => {
  expect(createSubrequestBudget(50).spendStoreWrite()).toBe(false)
})

test('reserved requests are always available, in any order of operations', () => {
  const kinds = fc.array(fc.constantFrom('request', 'look', 'keep'))
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), kinds, (most, wanted, order) => {
      const reserved = Math.min(most, wanted)
      const subrequests = createSubrequestBudget(most)
      subrequests.reserve(reserved)
      let requests = 0
      let operations = 0
      for (const kind of order) {
        if (kind === 'look' && subrequests.spendStoreRead()) operations++
        if (kind === 'keep' && subrequests.spendStoreWrite()) operations++
        if (kind === 'request' && requests < reserved) requests += subrequests.spendRequest() ? 1 : 0
      }
      const open = reserved - requests
      expect(times(open, subrequests.spendRequest)).toBe(open)
      expect(operations + requests + open).toBeLessThanOrEqual(most)
    }),
  )
})
