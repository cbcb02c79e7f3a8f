// How a whole source limits, refuses and gives up what it sends.
import { expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { built, fog, text } from './built-sea.ts'

test('the upstream’s permit comes first: a hung upstream fills its own limit, not the pool', async () => {
  const { clock, marine, ask, poolPermits } = built(() => ({ headers: text, afterMs: 1e6 }), {
    concurrency: 4,
    queue: 3,
  })
  const parts = Array.from({ length: 9 }, (_, index) => ask(`z${index}`))
  await clock.settle()
  // The two that were refused share the one text of the other upstream.
  const [view] = marine.view().providers
  expect([view?.concurrency, poolPermits.inUse]).toEqual([{ limit: 4, inUse: 4, queued: 3 }, 5])
  for (const { ctx } of parts) ctx.abort()
  await clock.settle()
  expect([poolPermits.inUse, poolPermits.queued]).toEqual([0, 0])
})

test('a timeout releases the permit; an open circuit sends no request and does not queue', async () => {
  const { clock, events, runtime, marine, ask } = built(() => ({ afterMs: 1e6 }), {
    retries: 0,
    timeoutMs: 100,
    failedMs: 1,
  })
  for (let i = 0; i < 20; i++) {
    ask(`z${i}`, { budgetMs: 1_000 })
    await clock.advance(210)
  }
  expect(marine.view().providers.map(({ breaker }) => breaker)).toEqual(['open', 'open'])
  const before = runtime.requests.length
  const { ctx, result } = ask('z99')
  await expect(result).rejects.toMatchObject({ code: 'circuit_open' })
  expect(ctx.attempts.made).toBe(0)
  expect([runtime.requests.length, runtime.open, clock.timers]).toEqual([before, 0, 0])
  expect(events.of('refused').at(-1)).toMatchObject({ by: 'breaker' })
})

test('an upstream whose bodies cannot be used, key after key, opens its circuit too', async () => {
  const { clock, marine, ask } = built(() => ({ headers: text, body: 'lies' }))
  for (let i = 0; i < 25; i++) await ask(`z${i}`).result.catch(() => {})
  await clock.settle()
  expect(marine.view().providers[0]).toMatchObject({ breaker: 'open', failures: 0, calls: 25 })
})

test('a quota reported in an answer delays all callers of that upstream', async () => {
  const { events, ask } = built(() => ({ headers: text, body: 'OVER QUOTA' }))
  await ask('a').result.catch(() => {})
  expect(events.of('cooldown')).toMatchObject([{ provider: 'near', ms: 1_000 }])
})

test('with one request a second for the deployment, the second waits and cached answers do not', async () => {
  const { clock, runtime, ask } = built(() => ({ headers: text, body: 'fog' }), { rps: 1 })
  await ask('a').result
  const second = ask('b').result
  await expect(ask('a').result).resolves.toMatchObject({ status: 'cached' })
  expect(runtime.requests.length).toBe(1)
  await clock.advance(1_000)
  await expect(second).resolves.toMatchObject({ value: 'fog' })
})

test('a client that leaves stops everything that only it wanted', async () => {
  const { clock, events, runtime, ask } = built(fog)
  const { ctx, result } = ask('anz532')
  await clock.advance(100)
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  await clock.settle()
  expect([clock.timers, runtime.open, ctx.listeners, events.of('attempt').length]).toEqual([0, 0, 0, 0])
})

test('a caller that runs out of time gets an error; the load continues for the next one', async () => {
  const { clock, runtime, ask } = built(fog)
  const { ctx, result } = ask('anz532', { budgetMs: 1_000 })
  await clock.advance(90)
  ctx.abort(new AppError('deadline', 'the budget ended'))
  await expect(result).rejects.toMatchObject({ code: 'deadline' })
  expect([ctx.attempts.made, ctx.attempts.provider]).toEqual([1, 'near'])
  await clock.advance(300)
  await expect(ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  expect(runtime.requests.length).toBe(1)
})
