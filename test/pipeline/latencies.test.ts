import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLatencies } from '../../src/pipeline/latencies.ts'

test('a few latencies tell nothing yet', () => {
  const latencies = createLatencies({ enough: 3 })
  latencies.add(1)
  latencies.add(2)
  expect(latencies.percentile(0.5)).toBeNull()
  latencies.add(3)
  expect(latencies.percentile(0.5)).toBe(2)
})

test('the oldest are forgotten', () => {
  const latencies = createLatencies({ size: 32, enough: 1 })
  for (let i = 0; i < 32; i++) latencies.add(9_000)
  expect(latencies.percentile(0.95)).toBe(9_000)
  for (let i = 0; i < 32; i++) latencies.add(5)
  expect(latencies.percentile(0.95)).toBe(5)
})

test('a percentile is a latency that was seen, and no more than the share is above it', () => {
  const list = fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(list, fc.double({ min: 0, max: 0.99, noNaN: true }), (seen, share) => {
      const latencies = createLatencies({ enough: 1 })
      for (const ms of seen) latencies.add(ms)
      const found = latencies.percentile(share) ?? -1
      expect(seen).toContain(found)
      expect(seen.filter((ms) => ms > found).length).toBeLessThanOrEqual(Math.ceil(seen.length * (1 - share)))
    }),
  )
})
