import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createPass } from '../../../src/pipeline/guards/pass.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

function retryOf(retries = 1, random?: number) {
  const virtual = createVirtualClock()
  const clock = random === undefined ? virtual : { ...virtual, random: () => random }
  const events = createRecorder()
  const inner = createScriptedCall<string, string>()
  const pass = createPass({ ...who, guards: [], retries, clock })
  const start = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = pass(() => inner.call('k', ctx) as never, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, events, inner, start }
}

const late = () => new AppError('upstream_timeout', 'late')

test('a lost call is made again after a short pause', async () => {
  const { clock, events, inner, start } = retryOf()
  const { ctx, result } = start()
  inner.fail(late())
  await clock.settle()
  expect(inner.pending.length).toBe(0)
  await clock.advance(60)
  inner.answer('fog')
  await expect(result).resolves.toBe('fog')
  const [told] = events.of('retry')
  expect(told).toMatchObject({ ...who, attempt: 1, code: 'upstream_timeout' })
  expect(told?.delayMs).toBeLessThan(60)
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})

test('it gives up after the number of retries, with the last error', async () => {
  const { clock, inner, start } = retryOf(2)
  const { result } = start()
  const last = late()
  for (const error of [late(), late(), last]) {
    inner.fail(error)
    await clock.advance(1_000)
  }
  await expect(result).rejects.toBe(last)
  expect(inner.asked.length).toBe(3)
})

test.each([
  ['a bad body', new AppError('upstream_invalid', 'html')],
  ['a 404', new AppError('not_found', '404')],
  ['a 4xx', new AppError('upstream_error', 'status 418', { retry: false })],
  ['a 4xx that names a time', new AppError('upstream_error', '418', { retry: false, retryAfterMs: 10 })],
  ['a pause that we keep', new AppError('upstream_rate_limited', 'held', { asked: false, retryAfterMs: 10 })],
  ['a 429 that names no time', new AppError('upstream_rate_limited', '429')],
  ['a refusal of ours', new AppError('overloaded', 'full')],
  ['an open circuit', new AppError('circuit_open', 'open', { retryAfterMs: 10 })],
])('%s is not repeated', async (_, error) => {
  const { inner, start } = retryOf()
  const { result } = start()
  inner.fail(error)
  await expect(result).rejects.toBe(error)
  expect(inner.asked.length).toBe(1)
})

test('a bug is not repeated', async () => {
  const { inner, start } = retryOf()
  const { result } = start()
  inner.fail(new TypeError('a bug'))
  await expect(result).rejects.toThrow('a bug')
  expect(inner.asked.length).toBe(1)
})

test.each([
  new AppError('upstream_rate_limited', '429', { retryAfterMs: 400 }),
  new AppError('upstream_error', '503', { retry: true, retryAfterMs: 400 }),
])('Retry-After is waited for, and a little more', async (error) => {
  const { clock, inner, start } = retryOf()
  const { result } = start()
  inner.fail(error)
  await clock.advance(399)
  expect(inner.asked.length).toBe(1)
  await clock.advance(61)
  inner.answer('fog')
  await expect(result).resolves.toBe('fog')
})

test('pauses are below a bound that doubles up to a second', async () => {
  const { clock, events, inner, start } = retryOf(6, 0.5)
  const { result } = start({ budgetMs: 10_000 })
  for (let attempt = 0; attempt < 7; attempt++) {
    inner.fail(late())
    await clock.advance(500)
  }
  await expect(result).rejects.toMatchObject({ code: 'upstream_timeout' })
  expect(events.of('retry').map(({ delayMs }) => delayMs)).toEqual([30, 60, 120, 240, 480, 500])
})

test('a pause that does not fit before the deadline is not begun', async () => {
  const { clock, events, inner, start } = retryOf(1, 0)
  const error = new AppError('upstream_error', '503', { retry: true, retryAfterMs: 400 })
  const { result } = start({ budgetMs: 400 })
  inner.fail(error)
  await expect(result).rejects.toBe(error)
  expect([events.of('retry').length, clock.timers]).toEqual([0, 0])
})

test('a caller that leaves during the pause ends it', async () => {
  const { clock, inner, start } = retryOf()
  const { ctx, result } = start()
  inner.fail(new AppError('upstream_error', '503', { retry: true, retryAfterMs: 400 }))
  await clock.advance(100)
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([clock.timers, ctx.listeners, inner.asked.length]).toEqual([0, 0, 1])
})

test('the reason of the signal belongs to others too and is passed on untouched', async () => {
  const { inner, start } = retryOf()
  const { ctx, result } = start()
  const reason = new AppError('upstream_timeout', 'shared')
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  expect(inner.asked.length).toBe(1)
})

test('with the upstream down, 2 000 calls make at most 1.1 × as many, and a small floor', async () => {
  const { clock, events, inner, start } = retryOf(3)
  for (let i = 0; i < 2_000; i++) {
    const { result } = start()
    while (inner.pending.length > 0) {
      inner.fail(late())
      await clock.advance(500)
    }
    await result.catch(() => {})
    if (i === 0) expect(inner.asked.length).toBe(4)
  }
  expect(inner.asked.length).toBeGreaterThan(2_150)
  expect(inner.asked.length).toBeLessThanOrEqual(2_000 * 1.1 + 10)
  expect(events.of('retry-refused').length).toBeGreaterThan(1_500)
})

test('the budget does not grow without bound while calls succeed', async () => {
  const { clock, events, inner, start } = retryOf()
  for (let i = 0; i < 1_000; i++) {
    start()
    inner.answer('fog')
    await clock.settle()
  }
  for (let i = 0; i < 40; i++) {
    start()
    while (inner.pending.length > 0) {
      inner.fail(late())
      await clock.advance(60)
    }
  }
  // The maximum of 20, and what 40 calls earn.
  expect(events.of('retry').length).toBeGreaterThanOrEqual(20)
  expect(events.of('retry').length).toBeLessThanOrEqual(24)
})
