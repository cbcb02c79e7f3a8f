import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reserve } from '../../src/runtime/reservation.ts'

test('reservations are one spacing apart, never in the past and never too late', () => {
  const asking = fc.record({ pauseMs: fc.nat(5_000), spacingMs: fc.integer({ min: 1, max: 5_000 }) })
  fc.assert(
    fc.property(fc.array(asking), fc.nat(20_000), (askings, withinMs) => {
      let now = 0
      let freeAt = 0
      let earliest = 0
      for (const { pauseMs, spacingMs } of askings) {
        now += pauseMs
        const booked = reserve(freeAt, { spacingMs, withinMs }, now)
        if (booked.isReserved) {
          const turn = now + booked.waitMs
          expect(turn).toBeGreaterThanOrEqual(Math.max(now, earliest))
          expect(booked.waitMs).toBeLessThanOrEqual(withinMs)
          earliest = turn + spacingMs
        } else expect(booked.waitMs).toBeGreaterThan(withinMs)
        freeAt = booked.freeAt
      }
    }),
  )
})

test('unused reservations are not made up for', () => {
  const wish = { spacingMs: 1_000, withinMs: 0 }
  const late = reserve(1_000, wish, 60_000)
  expect(late).toEqual({ waitMs: 0, isReserved: true, freeAt: 61_000 })
  expect(reserve(late.freeAt, wish, 60_001).isReserved).toBe(false)
})
