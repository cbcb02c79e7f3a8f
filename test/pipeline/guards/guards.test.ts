import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import type { Incoming } from '../../../src/pipeline/endpoint.ts'
import { createGuards } from '../../../src/pipeline/guards/guards.ts'
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { defaultPolicy, type Policy } from '../../../src/pipeline/source.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

/** The guards around an upstream that takes what `latencyMs` says, or fails with `error`. */
function guarded(policy: Partial<Policy>, { perHost = false } = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const own = { ...defaultPolicy, retries: 0, ...policy }
  const poolPermits = new Permits({ name: 'pool', concurrency: 64, queue: 64, clock })
  const provider = { name: who.provider, perHost }
  const guards = createGuards({ source: who.source, provider, policy: own, runtime: { clock }, poolPermits })
  const world = { latencyMs: 100, error: undefined as unknown, calls: 0 }
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = guards.call(async ({ signal }): Promise<Incoming> => {
      world.calls++
      await clock.wait(world.latencyMs, signal)
      if (world.error) throw world.error
      return { text: 'fog', bytes: 3, upstreamMs: world.latencyMs }
    }, ctx)
    result.catch(() => {})
    return result
  }
  const askMany = async (count: number) => {
    for (let i = 0; i < count; i++) {
      void ask()
      await clock.advance(world.latencyMs)
    }
  }
  return { clock, events, guards, world, ask, askMany }
}

test('the order of the guards is data', () => {
  expect(guarded({}).guards.view().guards).toEqual(['breaker', 'limit', 'rate', 'pool'])
  expect(guarded({}, { perHost: true }).guards.view().guards).toEqual(['limit', 'rate', 'pool'])
})

test('the view shows the limit as it now is', async () => {
  const { guards, world, askMany } = guarded({ concurrency: 16 })
  await askMany(20)
  expect(guards.view().concurrency).toEqual({ limit: 16, inUse: 0, queued: 0 })
  world.latencyMs = 1_500
  await askMany(10)
  expect(guards.view().concurrency.limit).toBe(8)
})

test('a circuit that opens refuses at once, and the view says until it may be probed', async () => {
  const { clock, guards, world, ask, askMany } = guarded({})
  world.error = new AppError('upstream_unreachable', 'refused')
  await askMany(20)
  expect(guards.view().breaker).toBe('open')
  await expect(ask()).rejects.toMatchObject({ code: 'circuit_open' })
  await clock.advance(2_000)
  expect(guards.view().breaker).toBe('half-open')
})

test('a quota stated in a body pauses the upstream; other unusable bodies only count against it', async () => {
  const { clock, events, guards } = guarded({})
  const ctx = createContext(clock, events)
  guards.judge('k', new AppError('upstream_invalid', 'truncated'), ctx)
  expect(events.of('cooldown')).toEqual([])
  guards.judge('k', new AppError('upstream_rate_limited', 'quota', { retryAfterMs: 7_000 }), ctx)
  expect(events.of('cooldown')).toEqual([{ type: 'cooldown', ...who, ms: 7_000 }])
})

test('a provider that stands for many hosts is asked on, however many of them fail', async () => {
  const { guards, world, askMany } = guarded({}, { perHost: true })
  world.error = new AppError('upstream_unreachable', 'no')
  await askMany(100)
  expect(world.calls).toBe(100)
  expect(guards.view()).toMatchObject({
    breaker: 'closed',
    concurrency: { limit: defaultPolicy.concurrency },
  })
})

test('refusals of different keys neither open the circuit nor lower the limit', async () => {
  const { guards, world, askMany } = guarded({})
  world.error = new AppError('upstream_error', 'status 400', { evidence: 'key' })
  await askMany(60)
  expect(world.calls).toBe(60)
  expect(guards.view()).toMatchObject({
    breaker: 'closed',
    concurrency: { limit: defaultPolicy.concurrency },
  })
})

test('a failure that names a pause of our own says to callers how long it is', async () => {
  const { clock, guards, world, ask } = guarded({})
  world.error = new AppError('upstream_forbidden', 'blocked', { pauseMs: 60_000 })
  const failing = ask().catch((error: AppError) => guards.told(error))
  await clock.advance(world.latencyMs)
  const told = await failing
  expect(told).toMatchObject({ code: 'upstream_forbidden', provider: 'sea', retryAfterMs: 60_000 })
  expect((world.error as AppError).retryAfterMs).toBeUndefined()
})
