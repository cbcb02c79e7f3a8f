import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClientRate } from '../../src/http/client-rate.ts'

const clock = { at: 0, elapsed: () => clock.at }
const createRate = (options: { rps: number; burst: number }) => {
  clock.at = 0
  return createClientRate({ clock, ...options })
}

test('a rate of 0 means no limit and no headers', () => {
  expect(createRate({ rps: 0, burst: 1 }).take('a')).toBeNull()
})

test('a client gets its burst, then its rate, and headers with both', () => {
  const rate = createRate({ rps: 2, burst: 3 })
  const taken = [1, 2, 3, 4].map(() => rate.take('a'))
  expect(taken.map((each) => each?.isAllowed)).toEqual([true, true, true, false])
  expect(taken.map((each) => each?.headers.ratelimit)).toEqual([
    '"client";r=2;t=1',
    '"client";r=1;t=1',
    '"client";r=0;t=2',
    '"client";r=0;t=1',
  ])
  expect(taken[0]?.headers['ratelimit-policy']).toBe('"client";q=3;w=2')
  expect(taken[3]?.waitMs).toBe(500)
  clock.at = 500
  expect(rate.take('a')?.isAllowed).toBe(true)
  expect(rate.take('a')?.isAllowed).toBe(false)
})

test('each client has its own bucket', () => {
  const rate = createRate({ rps: 1, burst: 1 })
  expect([rate.take('a'), rate.take('a'), rate.take('b')].map((each) => each?.isAllowed)).toEqual([
    true,
    false,
    true,
  ])
})

test('a refused request takes no token, so the wait does not grow', () => {
  const rate = createRate({ rps: 1, burst: 1 })
  rate.take('a')
  const waits = [1, 2, 3].map(() => rate.take('a')?.waitMs)
  expect(waits).toEqual([1_000, 1_000, 1_000])
})

test('the number of remembered clients is bounded', () => {
  const rate = createRate({ rps: 1, burst: 1 })
  for (let client = 0; client <= 50_000; client++) rate.take(`${client}`)
  expect(rate.take('0')?.isAllowed).toBe(true)
  expect(rate.take('50000')?.isAllowed).toBe(false)
})

test('no more than burst plus rate is allowed in any period, and a client that waits as told is admitted', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      steps,
      (rps, burst, pauses) => {
        const rate = createRate({ rps, burst })
        let allowed = 0
        for (const pause of pauses) {
          clock.at += pause
          const taken = rate.take('a')
          if (taken?.isAllowed) allowed++
          else if (taken) {
            const before = clock.at
            clock.at += taken.waitMs
            expect(rate.take('a')?.isAllowed).toBe(true)
            allowed++
            expect(clock.at).toBeGreaterThan(before)
          }
        }
        expect(allowed).toBeLessThanOrEqual(burst + (clock.at * rps) / 1_000 + 1e-3)
      },
    ),
  )
})

test('asking whether a client is allowed takes no token', () => {
  const rate = createRate({ rps: 1, burst: 1 })
  expect([rate.allows('a'), rate.allows('a'), rate.take('a')?.isAllowed]).toEqual([true, true, true])
  expect([rate.allows('a'), rate.allows('b')]).toEqual([false, true])
  clock.at = 1_000
  expect(rate.allows('a')).toBe(true)
})
