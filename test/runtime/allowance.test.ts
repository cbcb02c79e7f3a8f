import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAllowance } from '../../src/runtime/allowance.ts'

const times = (count: number, take: () => boolean): number =>
  Array.from({ length: count }, take).filter((taken) => taken).length

test('thirteen cold zones get a look at the store, a request and a place in the store each', () => {
  const allowance = createAllowance(50)
  allowance.reserve(13)
  expect(times(13, allowance.takeLook)).toBe(13)
  expect(times(13, allowance.takeRequest)).toBe(13)
  expect(times(13, allowance.takeKeep)).toBe(13)
})

test('with fifty parts the store is left out, and each has its request', () => {
  const allowance = createAllowance(50)
  allowance.reserve(50)
  expect(times(50, allowance.takeLook)).toBe(0)
  expect(times(51, allowance.takeRequest)).toBe(50)
})

test('when there is not enough for all, whatever is looked for can also be kept', () => {
  const allowance = createAllowance(50)
  allowance.reserve(30)
  const looks = times(30, allowance.takeLook)
  expect(looks).toBe(8)
  expect(times(30, allowance.takeRequest)).toBe(30)
  expect(times(30, allowance.takeKeep)).toBe(looks)
})

test('nothing is kept that was not looked for', () => {
  expect(createAllowance(50).takeKeep()).toBe(false)
})

test('whatever comes in whatever order, the requests that were reserved are there', () => {
  const kinds = fc.array(fc.constantFrom('request', 'look', 'keep'))
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), kinds, (most, wanted, order) => {
      const reserved = Math.min(most, wanted)
      const allowance = createAllowance(most)
      allowance.reserve(reserved)
      let requests = 0
      let operations = 0
      for (const kind of order) {
        if (kind === 'look' && allowance.takeLook()) operations++
        if (kind === 'keep' && allowance.takeKeep()) operations++
        if (kind === 'request' && requests < reserved) requests += allowance.takeRequest() ? 1 : 0
      }
      const open = reserved - requests
      expect(times(open, allowance.takeRequest)).toBe(open)
      expect(operations + requests + open).toBeLessThanOrEqual(most)
    }),
  )
})
