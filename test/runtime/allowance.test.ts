import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAllowance } from '../../src/runtime/allowance.ts'

const times = (count: number, take: () => boolean): number =>
  Array.from({ length: count }, take).filter((taken) => taken).length

test('thirteen cold zones get a look at the store, a request and a place in the store each', () => {
  const allowance = createAllowance(50)
  allowance.reserve(13)
  expect(times(13, allowance.takeOperation)).toBe(13)
  expect(times(13, allowance.takeRequest)).toBe(13)
  expect(times(13, allowance.takeOperation)).toBe(13)
})

test('with fifty parts the store is left out, and each has its request', () => {
  const allowance = createAllowance(50)
  allowance.reserve(50)
  expect(times(50, allowance.takeOperation)).toBe(0)
  expect(times(51, allowance.takeRequest)).toBe(50)
})

test('whatever comes in whatever order, the requests that were reserved are there', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.array(fc.boolean()), (most, wanted, order) => {
      const reserved = Math.min(most, wanted)
      const allowance = createAllowance(most)
      allowance.reserve(reserved)
      let operations = 0
      let requests = 0
      for (const isRequest of order) {
        if (!isRequest && allowance.takeOperation()) operations++
        if (isRequest && requests < reserved) requests += allowance.takeRequest() ? 1 : 0
      }
      const open = reserved - requests
      expect(times(open, allowance.takeRequest)).toBe(open)
      expect(operations + requests + open).toBeLessThanOrEqual(most)
    }),
  )
})
