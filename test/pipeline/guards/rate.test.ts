import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRate } from '../../../src/pipeline/guards/rate.ts'
import { share } from '../../support/effort.ts'
import { promisesOfAGuard } from '../../support/guard-contract.ts'
import { rateOf, who } from './scripted-rate.ts'

describe('as every guard', () => promisesOfAGuard((clock) => createRate({ ...who, rps: 1, burst: 1, clock })))

describe('without a limit, as every guard', () =>
  promisesOfAGuard((clock) => createRate({ ...who, rps: 0, burst: 1, clock })))

test('at one request a second, never two start within a second, in order of arrival', async () => {
  const { clock, starts, ask } = rateOf()
  for (let i = 0; i < 4; i++) ask()
  await clock.advance(10_000)
  expect(starts).toEqual([0, 1_000, 2_000, 3_000])
  expect(clock.timers).toBe(0)
})

test('a waiter that leaves neither shortens the spacing nor delays the others', async () => {
  const { clock, starts, ask } = rateOf()
  ask()
  const leaver = ask()
  ask()
  await clock.settle()
  leaver.ctx.abort('left')
  ask()
  await expect(leaver.result).rejects.toBe('left')
  await clock.advance(10_000)
  expect(starts).toEqual([0, 1_000, 2_000])
  expect(leaver.ctx.listeners).toBe(0)
})

test('a call that would start at its deadline or later is refused at once', async () => {
  const { clock, events, ask } = rateOf()
  ask()
  const { result, ctx } = ask({ budgetMs: 1_000 })
  await expect(result).rejects.toMatchObject({
    code: 'overloaded',
    retry: false,
    wasAsked: false,
    retryAfterMs: 1_000,
    message: 'not asked: more than 1 requests a second, and 1000 ms do not fit into the time left',
  })
  expect(events.of('refused')).toEqual([{ type: 'refused', ...who, by: 'rate', code: 'overloaded' }])
  expect([ctx.listeners, clock.timers]).toEqual([0, 0])
})

test('at most burst + rate × time calls start, whichever waiters leave and when', async () => {
  const caller = fc.record({
    atMs: fc.integer({ min: 0, max: 3_000 }),
    leavesAfterMs: fc.option(fc.integer({ min: 0, max: 2_000 })),
    budgetMs: fc.integer({ min: 1, max: 6_000 }),
  })
  const shape = fc.record({
    rps: fc.constantFrom(0.5, 1, 3, 7, 100),
    burst: fc.integer({ min: 1, max: 5 }),
    callers: fc.array(caller, { minLength: 1, maxLength: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(shape, async ({ rps, burst, callers }) => {
      const { clock, starts, ask } = rateOf({ rps, burst })
      for (const { atMs, leavesAfterMs, budgetMs } of callers)
        clock.after(atMs, () => {
          const { ctx } = ask({ budgetMs })
          if (leavesAfterMs !== null) clock.after(leavesAfterMs, () => ctx.abort())
        })
      await clock.advance(20_000)
      for (const [i, from] of starts.entries())
        for (const [j, to] of starts.entries())
          if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(burst + ((to - from) / 1_000) * rps + 1e-6)
      expect(clock.timers).toBe(0)
    }),
    { numRuns: share(60) },
  )
})

test('a burst may start at once after a pause, and the view says how many', async () => {
  const { clock, rate, starts, ask } = rateOf({ rps: 2, burst: 3 })
  expect(rate.view()).toEqual({ perSecond: 2, available: 3 })
  for (let i = 0; i < 4; i++) ask()
  await clock.settle()
  expect([starts, rate.view().available]).toEqual([[0, 0, 0], 0])
  await clock.advance(1_000)
  expect(starts).toEqual([0, 0, 0, 500])
  expect(rate.view().available).toBe(1)
})

test('the only waiter leaves no timer behind', async () => {
  const { clock, ask } = rateOf()
  ask()
  const { ctx, result } = ask()
  expect(clock.timers).toBe(1)
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})
