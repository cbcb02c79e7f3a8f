import { expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { Answer } from '../../../src/pipeline/call.ts'
import type { Context } from '../../../src/pipeline/context.ts'
import { keep } from '../../../src/pipeline/keep/keep.ts'
import { createScope } from '../../../src/runtime/runtime.ts'
import { answerOf } from '../../support/answers.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'
import { flightsOnly, optionsOf as usual } from './caches.ts'

const optionsOf = (clock: VirtualClock) => ({ ...usual(clock), ...flightsOnly })

function flights() {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const call = keep(optionsOf(clock), inner.call).ask
  const join = (more: ContextOptions & { key?: string } = {}) => {
    const { key = 'k', ...rest } = more
    const ctx = createContext(clock, { emit: events.emit, ...rest })
    const result = call(key, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const answer = (value: string): void => inner.answer(answerOf(value, clock.now()))
  return { clock, events, inner, answer, join }
}

const outOfTime = () => new AppError('deadline', 'the budget ended')

test('ten thousand callers of one key make one call, and all get its answer', async () => {
  const { inner, answer, events, join } = flights()
  const callers = Array.from({ length: 10_000 }, () => join())
  expect(inner.asked.length).toBe(1)
  answer('fog')
  const answers = await Promise.all(callers.map(({ result }) => result))
  expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['fog']))
  expect(callers.reduce((sum, { ctx }) => sum + ctx.listeners, 0)).toBe(0)
  const roles = events.of('flight').map(({ role }) => role)
  expect([roles.length, roles.indexOf('waiter'), roles.lastIndexOf('leader')]).toEqual([10_000, 1, 0])
})

test('half of ten thousand callers leave, the leader first, and the others get the answer', async () => {
  const { inner, answer, join } = flights()
  const callers = Array.from({ length: 10_000 }, () => join())
  const leaving = callers.filter((_, index) => index % 2 === 0)
  for (const { ctx } of leaving) ctx.abort(new ClientGone())
  answer('fog')
  const outcomes = await Promise.allSettled(callers.map(({ result }) => result))
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(5_000)
  expect(inner.asked.length).toBe(1)
})

test('other keys have flights of their own, and the next caller after a flight starts a new one', async () => {
  const { inner, answer, join } = flights()
  const first = join()
  join({ key: 'other' })
  expect(inner.asked.map(({ input }) => input)).toEqual(['k', 'other'])
  answer('fog')
  await first.result
  join()
  expect(inner.asked.length).toBe(3)
})

test('a leader that leaves does not end the flight for the others', async () => {
  const { answer, join } = flights()
  const [leader, waiter] = [join(), join()]
  leader.ctx.abort('left')
  await expect(leader.result).rejects.toBe('left')
  answer('fog')
  await expect(waiter.result).resolves.toMatchObject({ value: 'fog' })
})

test('when the last waiter disconnects the load is aborted, and the next caller does not join it', async () => {
  const { clock, inner, answer, join } = flights()
  const waiters = [join(), join()]
  for (const { ctx } of waiters) ctx.abort('left')
  await clock.settle()
  expect(inner.pending.length).toBe(0)
  const next = join()
  answer('fog')
  await expect(next.result).resolves.toMatchObject({ value: 'fog' })
})

test('a caller that joins while an abandoned flight still winds down gets one of its own', async () => {
  const clock = createVirtualClock()
  const started: Context[] = []
  const call = keep(optionsOf(clock), async (_, ctx) => {
    started.push(ctx)
    await clock.wait(100, new AbortController().signal)
    return answerOf('late', clock.now())
  }).ask
  const leaver = createContext(clock)
  call('k', leaver).catch(() => {})
  leaver.abort('left')
  await clock.settle()
  const second = call('k', createContext(clock))
  await clock.advance(50)
  const third = call('k', createContext(clock))
  await clock.advance(50)
  expect(await Promise.all([second, third])).toMatchObject([{ value: 'late' }, { value: 'late' }])
  expect(started.length).toBe(2)
})

test('a waiter out of time lets the flight finish, and knows what was attempted', async () => {
  const { clock, inner, answer, join } = flights()
  const { ctx, result } = join()
  await clock.settle()
  const flight = inner.asked[0]?.ctx
  flight?.attempts.count('sea')
  const reason = outOfTime()
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  expect([ctx.attempts.made, ctx.attempts.provider]).toEqual([1, 'sea'])
  expect([inner.pending.length, ctx.listeners]).toEqual([1, 0])
  await expect(Promise.race([ctx.tasks[0], 'still on'])).resolves.toBe('still on')
  answer('fog')
  await expect(ctx.tasks[0]).resolves.toBeUndefined()
})

test('a waiter ended by our own shutdown counts as disconnected', async () => {
  const { clock, inner, join } = flights()
  const { ctx, result } = join()
  ctx.abort(new AppError('draining', 'shutting down'))
  await expect(result).rejects.toMatchObject({ code: 'draining' })
  await clock.settle()
  expect(inner.pending.length).toBe(0)
})

test('a waiter whose share of the time is over leaves, and the flight continues', async () => {
  const { clock, inner, answer, join } = flights()
  const [short, long] = [join({ budgetMs: 100, isCutOff: true }), join()]
  expect(inner.asked[0]?.ctx.isCutOff).toBe(false)
  await clock.advance(100)
  await expect(short.result).rejects.toMatchObject({ code: 'deadline' })
  answer('fog')
  await expect(long.result).resolves.toMatchObject({ value: 'fog' })
  expect(clock.timers).toBe(0)
})

test('the flight has the time of the waiter that has the most', async () => {
  const { inner, join } = flights()
  join({ budgetMs: 100 })
  join({ budgetMs: 900 })
  join({ budgetMs: 500 })
  expect(inner.asked[0]?.ctx.deadline).toBe(900)
})

test('a failure is shared and not repeated waiter by waiter', async () => {
  const { inner, join } = flights()
  const waiters = [join(), join(), join()]
  inner.fail(new AppError('upstream_error', 'status 500'))
  for (const { result } of waiters) await expect(result).rejects.toMatchObject({ code: 'upstream_error' })
  expect(inner.asked.length).toBe(1)
})

test('work that throws synchronously fails its waiters and ends the flight', async () => {
  const clock = createVirtualClock()
  let calls = 0
  const call = keep<string, string>(optionsOf(clock), () => {
    calls++
    throw new TypeError('a bug')
  }).ask
  await expect(call('k', createContext(clock))).rejects.toThrow('a bug')
  await expect(call('k', createContext(clock))).rejects.toThrow('a bug')
  expect(calls).toBe(2)
})

test('flights of different scopes are never shared', () => {
  const { inner, join } = flights()
  join({ scope: createScope() })
  join({ scope: createScope() })
  expect(inner.asked.length).toBe(2)
})
