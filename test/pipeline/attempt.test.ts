import { expect, test } from 'vitest'
import { ClientGone } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import { createAttempt } from '../../src/pipeline/attempt.ts'
import type { Incoming, Outgoing } from '../../src/pipeline/endpoint.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const outgoing: Outgoing = {
  source: 'marine',
  endpoint: { provider: 'sea', accept: 'text' },
  request: { url: 'https://sea.test/' },
  input: 'k',
  maxBytes: 1,
}
type Received = Omit<Incoming, 'upstreamMs'>
const fog: Received = { text: 'fog', bytes: 3 }

/** One attempt with a timeout of 100 ms, whose exchange ends as the test says. */
function attemptOf(options?: ContextOptions) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<Outgoing, Received>()
  const ctx = createContext(clock, { emit: events.emit, ...options })
  const result = createAttempt({ clock, timeoutMs: 100, exchange: inner.call })(outgoing, ctx)
  result.catch(() => {})
  const left = async (): Promise<number[]> => {
    await clock.settle()
    return [inner.pending.length, ctx.listeners, clock.timers]
  }
  return { clock, events, inner, ctx, result, left }
}

test('an answer in the last instant is in time, counted and timed', async () => {
  const { clock, events, inner, ctx, result, left } = attemptOf()
  await clock.advance(99)
  inner.answer(fog)
  await expect(result).resolves.toEqual({ ...fog, upstreamMs: 99 })
  expect([ctx.attempts.made, ctx.attempts.provider]).toEqual([1, 'sea'])
  const attempt = { type: 'attempt', source: 'marine', provider: 'sea', tookMs: 99, bytes: 3, code: null }
  expect(events.of('attempt')).toEqual([attempt])
  expect(await left()).toEqual([0, 0, 0])
})

test('an attempt that takes too long fails with upstream_timeout and is stopped', async () => {
  const { clock, inner, result, left } = attemptOf()
  await clock.advance(100)
  await expect(result).rejects.toMatchObject({ code: 'upstream_timeout', wasAsked: true })
  expect(inner.asked[0]?.ctx.signal.reason).toMatchObject({ code: 'upstream_timeout' })
  expect(await left()).toEqual([0, 0, 0])
})

test('work that ignores its signal is not waited for', async () => {
  const clock = createVirtualClock()
  const attempt = createAttempt({ clock, timeoutMs: 100, exchange: () => new Promise(() => {}) })
  const result = attempt(outgoing, createContext(clock))
  result.catch(() => {})
  await clock.advance(100)
  await expect(result).rejects.toMatchObject({ code: 'upstream_timeout' })
})

test('an attempt in flight at the deadline continues, so that the cache gets its value', async () => {
  const { clock, inner, result } = attemptOf({ budgetMs: 50 })
  await clock.advance(60)
  inner.answer(fog)
  await expect(result).resolves.toMatchObject({ text: 'fog' })
})

test('where another provider needs the rest of the time, the attempt ends at the deadline and the upstream is not blamed', async () => {
  const { clock, result, left } = attemptOf({ budgetMs: 50, isCutOff: true })
  await clock.advance(50)
  await expect(result).rejects.toMatchObject({ code: 'deadline', wasAsked: false })
  expect(await left()).toEqual([0, 0, 0])
})

test('nothing is sent once the deadline has passed', async () => {
  const { inner, ctx, result } = attemptOf({ budgetMs: 0 })
  await expect(result).rejects.toMatchObject({ code: 'deadline' })
  expect([inner.asked.length, ctx.attempts.made]).toEqual([0, 0])
})

test('a caller that leaves ends the work below with its reason', async () => {
  const { clock, inner, ctx, result, left } = attemptOf()
  await clock.settle()
  const reason = new ClientGone()
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  expect(inner.asked[0]?.ctx.signal.reason).toBe(reason)
  expect(await left()).toEqual([0, 0, 0])
})

test('an error is kept as it is; what our own check refuses is no attempt', async () => {
  for (const [error, made] of [
    [new AppError('upstream_error', '503'), 1],
    [new AppError('forbidden', 'a private address', { asked: false }), 0],
    [new TypeError('a bug'), 1],
  ] as const) {
    const { clock, inner, ctx, result, left } = attemptOf()
    await clock.settle()
    inner.fail(error)
    await expect(result).rejects.toBe(error)
    expect(ctx.attempts.made).toBe(made)
    expect(await left()).toEqual([0, 0, 0])
  }
})
