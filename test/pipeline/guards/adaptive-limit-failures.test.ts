// What counts for the limit of an upstream, and for how long.
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createAdaptiveLimit } from '../../../src/pipeline/guards/adaptive-limit.ts'
import type { Outcome } from '../../../src/pipeline/guards/guard.ts'
import { type Line, Permits } from '../../../src/pipeline/guards/permits.ts'
import { createContext } from '../../support/context.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** A limit of 20 after failures like these, then answers that took 10 ms, all ended at once. */
function ended(answers: number, failures: readonly AppError[] = []) {
  const clock = createVirtualClock()
  const permits = new Permits({ name: 'limit', limits: 'sea', concurrency: 20, queue: 1, clock })
  const guard = createAdaptiveLimit({ source: 'marine', provider: 'sea', permits, clock })
  const ctx = createContext(clock)
  const end = (outcome: Outcome) => guard.leave?.(guard.enter(ctx) as Line, outcome, ctx)
  const answer = (upstreamMs = 10) => end({ is: 'answered', incoming: { text: 'fog', bytes: 3, upstreamMs } })
  const fail = (error: AppError) => end({ is: 'failed', error })
  for (const error of failures) fail(error)
  for (let i = 0; i < answers; i++) answer()
  return { clock, permits, ctx, guard, answer, fail }
}

const late = new AppError('upstream_timeout', 'late')
const limitAfter = (...ends: Parameters<typeof ended>): number => ended(...ends).permits.concurrency

describe('the limit shrinks on failures of the upstream only', () => {
  test.each<[string, number, readonly AppError[], number]>([
    ['not at a tenth of failures', 9, [late], 20],
    ['at a quarter of failures', 6, [late, late], 14],
    ['not below eight samples', 0, Array(7).fill(late), 20],
    ['once per window', 0, Array(80).fill(late), 14],
    ['not for bodies of the wrong type', 0, Array(8).fill(new AppError('upstream_invalid', 'html')), 20],
    ['not for a missing key', 0, Array(8).fill(new AppError('not_found', '404')), 20],
    ['not for our own deadline', 0, Array(8).fill(new AppError('deadline', 'over')), 20],
    [
      'not for a 400 about one key',
      0,
      Array(8).fill(new AppError('upstream_error', '400', { evidence: 'key' })),
      20,
    ],
  ])('%s', (_, answers, failures, limit) => {
    expect(limitAfter(answers, failures)).toBe(limit)
  })

  test('abandoned attempts are ignored', () => {
    const { permits, ctx, guard } = ended(0, Array(7).fill(late))
    guard.leave?.(guard.enter(ctx) as Line, { is: 'abandoned' }, ctx)
    expect([permits.concurrency, permits.inUse]).toEqual([20, 0])
  })

  test.each([
    [10_000, 14],
    [10_001, 20],
  ])('samples from before a pause of %i ms leave a limit of %i', async (pauseMs, limit) => {
    const { clock, permits, answer } = ended(0, Array(7).fill(late))
    await clock.advance(pauseMs)
    answer()
    expect(permits.concurrency).toBe(limit)
  })

  test.each([
    [499, 14],
    [500, 9],
  ])('a window ends after %i ms: %i permits', async (ms, limit) => {
    const { clock, permits, fail } = ended(0, Array(8).fill(late))
    for (let count = 0; count < 7; count++) fail(late)
    await clock.advance(ms)
    fail(late)
    expect(permits.concurrency).toBe(limit)
  })

  test('their share is one of all that ended', async () => {
    const { clock, permits, answer, fail } = ended(8)
    for (let count = 0; count < 5; count++) fail(late)
    for (let count = 0; count < 18; count++) answer()
    await clock.advance(500)
    answer()
    expect(permits.concurrency).toBe(20)
  })
})

test('one slow answer among quick ones does not lower the limit, wherever it comes', async () => {
  for (let slow = 0; slow < 8; slow++) {
    const { clock, permits, answer } = ended(8)
    await clock.advance(500)
    for (let at = 0; at < 8; at++) answer(at === slow ? 2_000 : 10)
    expect(permits.concurrency).toBe(20)
  }
})
