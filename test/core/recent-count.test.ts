import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecentCount } from '../../src/core/recent-count.ts'

test('an event counts half after each half-life', () => {
  const count = new RecentCount(2_000)
  expect(count.at(0)).toBe(0)
  for (let event = 0; event < 8; event++) count.add(500)
  expect([500, 2_500, 4_500].map((now) => count.at(now))).toEqual([8, 4, 2])
  count.add(4_500)
  expect(count.at(6_500)).toBe(1.5)
  count.reset()
  expect(count.at(6_500)).toBe(0)
})

test('the count is the sum of its events, however often it is read', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1_000 }), { maxLength: 50 }), (pauses) => {
      const count = new RecentCount(700)
      let now = 0
      const times = pauses.map((pause) => {
        now += pause
        count.at(now - pause / 2)
        count.add(now)
        return now
      })
      const sum = times.reduce((total, at) => total + 0.5 ** ((now - at) / 700), 0)
      expect(count.at(now)).toBeCloseTo(sum, 9)
    }),
  )
})
