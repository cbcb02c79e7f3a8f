// Pauses that an upstream asks for, or that its failures cause.
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createContext } from '../../support/context.ts'
import { asking, rateOf, who } from './scripted-rate.ts'

test('`Retry-After` of an upstream delays all of its callers', async () => {
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
    message: 'not asked: it asked us to wait, and 2000 ms do not fit into the time left',
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

test('a hold that lasts exactly until the deadline of a waiter refuses it', async () => {
  const { clock, rate, ask } = rateOf()
  ask()
  const { result } = ask({ budgetMs: 5_500 })
  await clock.advance(500)
  rate.learn(asking(5_000), createContext(clock))
  await expect(result).rejects.toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 5_000 })
})

test('a refusal names the rate when the rate, not a hold, takes the time', async () => {
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
  rate.learn(asking(1_000, 'upstream_error'), ctx)
  rate.learn(asking(10, 'upstream_error'), ctx)
  ask()
  await clock.advance(1_000)
  expect([starts, events.of('cooldown').length]).toEqual([[1_000], 1])
})

test('a 429 without a time causes a pause of one second; quota headers cause the pause that they state', async () => {
  const { clock, events, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    throw new AppError('upstream_rate_limited', 'status 429')
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'upstream_rate_limited' })
  await expect(ask({ budgetMs: 500 }).result).rejects.toMatchObject({
    message: 'not asked: status 429, and 1000 ms do not fit into the time left',
  })
  await clock.advance(1_000)
  answerWith(async () => ({ cooldownMs: 300 }))
  await ask().result
  expect(events.of('cooldown').map(({ ms }) => ms)).toEqual([1_000, 300])
  const refused = { code: 'upstream_rate_limited', retryAfterMs: 300 }
  await expect(ask({ budgetMs: 300 }).result).rejects.toMatchObject(refused)
})

test('without a rate nothing is counted, and a quota that is not shared is ignored', async () => {
  const { rate, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => ({ quota: { remaining: 0, resetMs: 60_000 } }))
  await ask().result
  await ask().result
  expect(rate.view()).toEqual({ perSecond: null, available: null })
})

test('an untimed pause doubles while it repeats, and is reset by a success', async () => {
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
      message: `not asked: blocked, and ${retryAfterMs - 1_000} ms do not fit into the time left`,
    })
    await clock.advance(retryAfterMs)
  }
  answerWith(async () => ({}))
  await ask().result
  answerWith(() => Promise.reject(blocked()))
  await expect(ask().result).rejects.toMatchObject({ message: 'blocked' })
  expect(events.of('cooldown').map(({ ms }) => ms)).toEqual([120_000, 240_000, 120_000])
})

test('failures of concurrent requests cause one pause', async () => {
  const { clock, events, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    await clock.wait(10, new AbortController().signal)
    throw new AppError('upstream_rate_limited', 'status 429')
  })
  for (let i = 0; i < 3; i++) ask()
  await clock.advance(10)
  expect(events.of('cooldown').map(({ ms }) => ms)).toEqual([1_000])
})

test('a failure that asks for no pause causes none', async () => {
  const { clock, events, ask, answerWith } = rateOf({ rps: 0 })
  await clock.advance(10)
  answerWith(async () => {
    throw new AppError('not_found', 'status 404')
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'not_found' })
  expect(events.of('cooldown')).toEqual([])
})

test('a refusal by our own pool causes no pause', async () => {
  const { events, ask, answerWith } = rateOf({ rps: 0 })
  answerWith(async () => {
    throw new AppError('overloaded', 'the pool is full', { retryAfterMs: 1_000 })
  })
  await expect(ask().result).rejects.toMatchObject({ code: 'overloaded' })
  expect(events.of('cooldown')).toEqual([])
})
