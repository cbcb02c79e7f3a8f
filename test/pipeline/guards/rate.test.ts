import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../../src/core/errors.ts'
import { createRate, type RateOptions } from '../../../src/pipeline/guards/rate.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { share } from '../../support/effort.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'geocode', provider: 'nominatim' }

describe('as every guard', () => promisesOfAGuard((clock) => createRate({ ...who, rps: 1, burst: 1, clock })))

describe('without a limit, as every guard', () =>
  promisesOfAGuard((clock) => createRate({ ...who, rps: 0, burst: 1, clock })))

const asking = (retryAfterMs: number, code: ErrorCode = 'upstream_rate_limited') =>
  new AppError(code, 'wait', { retryAfterMs })

function rateOf(options: Partial<RateOptions> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, ...options })
  const starts: number[] = []
  let reply = async (): Promise<{ cooldownMs?: number }> => ({})
  const call = through<string, { cooldownMs?: number }>(
    [rate],
    () => {
      starts.push(clock.elapsed())
      return reply()
    },
    who,
  )
  const ask = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const answerWith = (next: typeof reply): void => {
    reply = next
  }
  return { clock, events, rate, starts, ask, answerWith }
}

test('one a second: never two within a second, in order of arrival', async () => {
  const { clock, starts, ask } = rateOf()
  for (let i = 0; i < 4; i++) ask()
  await clock.advance(10_000)
  expect(starts).toEqual([0, 1_000, 2_000, 3_000])
  expect(clock.timers).toBe(0)
})

test('a waiter who leaves brings nobody closer together, and nobody waits for it', async () => {
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

test('a turn that does not come before the deadline is refused at once', async () => {
  const { clock, events, ask } = rateOf()
  ask()
  const { result, ctx } = ask({ budgetMs: 1_000 })
  await expect(result).rejects.toMatchObject({ code: 'overloaded', wasAsked: false, retryAfterMs: 1_000 })
  expect(events.of('refused')).toEqual([{ type: 'refused', ...who, by: 'rate', code: 'overloaded' }])
  expect([ctx.listeners, clock.timers]).toEqual([0, 0])
})

test('the law of the bucket: never more than burst + rate × time, whoever leaves and whenever', async () => {
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

test('what an upstream asks for with Retry-After holds all of its callers back', async () => {
  const { clock, events, starts, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    throw new AppError('upstream_error', 'status 503', { retryAfterMs: 2_000 })
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'upstream_error' })
  expect(events.of('cooldown')).toEqual([{ type: 'cooldown', ...who, ms: 2_000 }])
  answerWith(async () => ({}))
  const patient = ask()
  await expect(ask({ budgetMs: 1_999 }).result).rejects.toMatchObject({
    code: 'upstream_error',
    wasAsked: false,
    retryAfterMs: 2_000,
  })
  await clock.advance(2_000)
  await expect(patient.result).resolves.toEqual({})
  expect(starts).toEqual([0, 2_000])
})

test('a hold that begins while others wait refuses those whose time it takes', async () => {
  const { clock, rate, starts, ask } = rateOf()
  ask()
  const short = ask({ budgetMs: 2_000 })
  const long = ask({ budgetMs: 9_000 })
  await clock.advance(500)
  rate.learn(asking(5_000), createContext(clock))
  await expect(short.result).rejects.toMatchObject({ code: 'upstream_rate_limited', wasAsked: false })
  await clock.advance(5_000)
  await expect(long.result).resolves.toBeDefined()
  expect([starts, clock.timers]).toEqual([[0, 5_500], 0])
})

test('who is refused is told what it was that took the time', async () => {
  const { clock, rate, ask } = rateOf()
  ask()
  rate.learn(asking(100), createContext(clock))
  await expect(ask({ budgetMs: 500 }).result).rejects.toMatchObject({
    code: 'overloaded',
    retryAfterMs: 1_000,
  })
  await expect(ask({ budgetMs: 50 }).result).rejects.toMatchObject({ code: 'overloaded' })
})

test('a shorter hold does not end a longer one', async () => {
  const { clock, rate, events, starts, ask } = rateOf({ rps: 0 })
  const ctx = createContext(clock, events)
  rate.learn(asking(1_000), ctx)
  rate.learn(asking(10, 'upstream_error'), ctx)
  ask()
  await clock.advance(1_000)
  expect([starts, events.of('cooldown').length]).toEqual([[1_000], 1])
})

test('a 429 that does not say for how long holds for a second; quota headers of an answer hold as told', async () => {
  const { clock, events, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    throw new AppError('upstream_rate_limited', 'status 429')
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'upstream_rate_limited' })
  await clock.advance(1_000)
  answerWith(async () => ({ cooldownMs: 300 }))
  await ask().result
  expect(events.of('cooldown').map(({ ms }) => ms)).toEqual([1_000, 300])
})

test('a pause that the upstream does not time doubles while that goes on, and begins anew after a success', async () => {
  const { clock, events, rate, ask, answerWith } = rateOf({ rps: 0 })
  const blocked = (): AppError => new AppError('upstream_forbidden', 'blocked', { pauseMs: 120_000 })
  for (const retryAfterMs of [120_000, 240_000]) {
    const error = blocked()
    answerWith(() => Promise.reject(error))
    await expect(ask().result).rejects.toBe(error)
    expect(rate.heldMs()).toBe(retryAfterMs)
    await clock.advance(1_000)
    expect(rate.heldMs()).toBe(retryAfterMs - 1_000)
    await expect(ask().result).rejects.toMatchObject({
      code: 'upstream_forbidden',
      wasAsked: false,
      retryAfterMs: retryAfterMs - 1_000,
    })
    await clock.advance(retryAfterMs)
  }
  answerWith(async () => ({}))
  await ask().result
  answerWith(() => Promise.reject(blocked()))
  await expect(ask().result).rejects.toMatchObject({ message: 'blocked' })
  expect(events.of('cooldown').map(({ ms }) => ms)).toEqual([120_000, 240_000, 120_000])
})

test('requests that were under way together make one pause', async () => {
  const { clock, events, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    await clock.wait(10, new AbortController().signal)
    throw new AppError('upstream_rate_limited', 'status 429')
  })
  for (let i = 0; i < 3; i++) ask()
  await clock.advance(10)
  expect(events.of('cooldown').map(({ ms }) => ms)).toEqual([1_000])
})

test('a failure that asks for nothing holds nobody', async () => {
  const { clock, events, ask, answerWith } = rateOf({ rps: 0 })
  await clock.advance(10)
  answerWith(async () => {
    throw new AppError('not_found', 'status 404')
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'not_found' })
  expect(events.of('cooldown')).toEqual([])
})

test('the only one who waits leaves no timer behind', async () => {
  const { clock, ask } = rateOf()
  ask()
  const { ctx, result } = ask()
  expect(clock.timers).toBe(1)
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})

test('what our own pool refuses holds nobody', async () => {
  const { events, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    throw new AppError('overloaded', 'the pool is full', { retryAfterMs: 1_000 })
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'overloaded' })
  expect(events.of('cooldown')).toEqual([])
})
