import { describe, expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { Context } from '../../../src/pipeline/call.ts'
import { singleFlight } from '../../../src/pipeline/layers/single-flight.ts'
import { createScope } from '../../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const options = { source: 'marine', key: (input: string) => input }

describe('as every layer', () => promisesOfALayer(() => singleFlight(options)))

function flights() {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, string>()
  const call = singleFlight<string, string>(options)(inner.call)
  const board = (more: ContextOptions & { key?: string } = {}) => {
    const { key = 'k', ...rest } = more
    const ctx = createContext(clock, { emit: events.emit, ...rest })
    const result = call(key, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, events, inner, call, board }
}

const outOfTime = () => new AppError('deadline', 'the budget ended')

test('ten thousand callers of one key make one call, and all get its answer', async () => {
  const { inner, events, board } = flights()
  const callers = Array.from({ length: 10_000 }, () => board())
  expect(inner.asked.length).toBe(1)
  inner.answer('fog')
  const answers = await Promise.all(callers.map(({ result }) => result))
  expect(new Set(answers)).toEqual(new Set(['fog']))
  expect(callers.reduce((sum, { ctx }) => sum + ctx.listeners, 0)).toBe(0)
  const roles = events.of('flight').map(({ role }) => role)
  expect([roles.length, roles.indexOf('rider'), roles.lastIndexOf('leader')]).toEqual([10_000, 1, 0])
})

test('half of ten thousand callers leave, the leader first, and the others get the one answer', async () => {
  const { inner, board } = flights()
  const callers = Array.from({ length: 10_000 }, () => board())
  const leaving = callers.filter((_, index) => index % 2 === 0)
  for (const { ctx } of leaving) ctx.abort(new ClientGone())
  inner.answer('fog')
  const outcomes = await Promise.allSettled(callers.map(({ result }) => result))
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(5_000)
  expect(inner.asked.length).toBe(1)
})

test('other keys fly alone, and the next caller after landing begins anew', async () => {
  const { inner, board } = flights()
  const first = board()
  board({ key: 'other' })
  expect(inner.asked.map(({ input }) => input)).toEqual(['k', 'other'])
  inner.answer('fog')
  await first.result
  board()
  expect(inner.asked.length).toBe(3)
})

test('a leader who leaves does not end the flight for the others', async () => {
  const { inner, board } = flights()
  const [leader, rider] = [board(), board()]
  leader.ctx.abort('left')
  await expect(leader.result).rejects.toBe('left')
  inner.answer('fog')
  await expect(rider.result).resolves.toBe('fog')
})

test('the last rider who disconnects stops the work, and the next caller does not board it', async () => {
  const { clock, inner, board } = flights()
  const riders = [board(), board()]
  for (const { ctx } of riders) ctx.abort('left')
  await clock.settle()
  expect(inner.pending.length).toBe(0)
  const next = board()
  inner.answer('fog')
  await expect(next.result).resolves.toBe('fog')
})

test('a caller who boards while an abandoned flight still winds down gets one of its own', async () => {
  const clock = createVirtualClock()
  const started: Context[] = []
  const call = singleFlight<string, string>(options)(async (_, ctx) => {
    started.push(ctx)
    await clock.wait(100, new AbortController().signal)
    return 'late'
  })
  const leaver = createContext(clock)
  call('k', leaver).catch(() => {})
  leaver.abort('left')
  await clock.settle()
  const second = call('k', createContext(clock))
  await clock.advance(50)
  const third = call('k', createContext(clock))
  await clock.advance(50)
  expect(await Promise.all([second, third])).toEqual(['late', 'late'])
  expect(started.length).toBe(2)
})

test('a rider out of time lets the flight finish, and is told how often it was tried', async () => {
  const { clock, inner, board } = flights()
  const { ctx, result } = board()
  await clock.settle()
  const flight = inner.asked[0]?.ctx
  if (flight?.tally) Object.assign(flight.tally, { attempts: 2, provider: 'sea' })
  const reason = outOfTime()
  ctx.abort(reason)
  await expect(result).rejects.toMatchObject({ code: 'deadline', attempts: 2, provider: 'sea' })
  expect(reason.attempts).toBe(0)
  expect([inner.pending.length, ctx.listeners]).toEqual([1, 0])
  await expect(Promise.race([ctx.tasks[0], 'still on'])).resolves.toBe('still on')
  inner.answer('fog')
  await expect(ctx.tasks[0]).resolves.toBe('fog')
})

test('a rider whom our own shutdown ends is gone like one who disconnected', async () => {
  const { clock, inner, board } = flights()
  const { ctx, result } = board()
  ctx.abort(new AppError('draining', 'shutting down'))
  await expect(result).rejects.toMatchObject({ code: 'draining' })
  await clock.settle()
  expect(inner.pending.length).toBe(0)
})

test('the flight has the time of the rider who has most', async () => {
  const { inner, board } = flights()
  board({ budgetMs: 100 })
  board({ budgetMs: 900 })
  board({ budgetMs: 500 })
  expect(inner.asked[0]?.ctx.deadline).toBe(900)
})

test('a failure is shared and not repeated rider by rider', async () => {
  const { inner, board } = flights()
  const riders = [board(), board(), board()]
  inner.fail(new AppError('upstream_error', 'status 500'))
  for (const { result } of riders) await expect(result).rejects.toMatchObject({ code: 'upstream_error' })
  expect(inner.asked.length).toBe(1)
})

test('work that throws before it promises anything fails its riders and ends the flight', async () => {
  const clock = createVirtualClock()
  let calls = 0
  const call = singleFlight<string, string>(options)(() => {
    calls++
    throw new TypeError('a bug')
  })
  await expect(call('k', createContext(clock))).rejects.toThrow('a bug')
  await expect(call('k', createContext(clock))).rejects.toThrow('a bug')
  expect(calls).toBe(2)
})

test('flights of different scopes never meet', () => {
  const { inner, board } = flights()
  board({ scope: createScope() })
  board({ scope: createScope() })
  expect(inner.asked.length).toBe(2)
})
