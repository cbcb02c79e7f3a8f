import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import type { Incoming } from '../../../src/pipeline/endpoint.ts'
import { createGuards } from '../../../src/pipeline/guards/guards.ts'
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { defaultPolicy, type Policy, type Provider } from '../../../src/pipeline/source.ts'
import type { SharedRate } from '../../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

/** The guards around an upstream that takes what `latencyMs` says, or fails with `error`. */
function guarded(policy: Partial<Policy>, declared: Partial<Provider<object>> = {}, sharedRate?: SharedRate) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const own = { ...defaultPolicy, retries: 0, ...policy }
  const poolPermits = new Permits({ name: 'pool', limits: 'pool', concurrency: 64, queue: 64, clock })
  const provider = { ...declared, name: who.provider }
  const runtime = { clock, ...(sharedRate && { sharedRate }) }
  const guards = createGuards({ source: who.source, provider, policy: own, runtime, poolPermits })
  const world = { latencyMs: 100, error: undefined as unknown, calls: 0 }
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = guards.call(async (): Promise<Incoming> => {
      world.calls++
      await clock.wait(world.latencyMs, ctx.signal)
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

test('a provider’s own guard is passed last', async () => {
  let passed = 0
  const { clock, guards, world, ask } = guarded(
    {},
    { guard: (given) => ({ name: 'own', enter: () => expect(given).toBe(clock), leave: () => passed++ }) },
  )
  expect(guards.view().guards).toEqual(['breaker', 'limit', 'rate', 'pool', 'own'])
  const result = ask()
  await clock.advance(world.latencyMs)
  await result
  expect(passed).toBe(1)
})

describe('the shared rate', () => {
  function sharing(more: Partial<SharedRate>) {
    const booked: string[] = []
    const rate: SharedRate = {
      async reserve(name) {
        booked.push(name)
        return { waitMs: 0, isReserved: true }
      },
      async hold() {},
      ...more,
    }
    return { booked, rate }
  }

  test.each<[string, Partial<Provider<object>>, Partial<SharedRate>, number]>([
    ['is not asked for a provider that is limited by instance', {}, { async report() {} }, 0],
    ['is asked for a rate of the whole deployment', { hasGlobalRate: true }, {}, 1],
    ['is asked for a quota of the whole deployment', { hasGlobalQuota: true }, { async report() {} }, 1],
    ['is not asked for a quota where none can be reported', { hasGlobalQuota: true }, {}, 0],
  ])('%s', async (_, declared, more, count) => {
    const { booked, rate } = sharing(more)
    const { clock, world, ask } = guarded({ rps: 1 }, declared, rate)
    const result = ask()
    await clock.advance(world.latencyMs)
    await result
    expect(booked).toEqual(Array(count).fill('sea'))
  })

  test('that cannot be asked leaves a quota to each instance, and refuses where a rate is shared', async () => {
    const reserve = () => Promise.reject(new Error('away'))
    const { rate } = sharing({ reserve, async report() {} })
    const quota = guarded({ rps: 1 }, { hasGlobalQuota: true }, rate)
    const result = quota.ask()
    await quota.clock.advance(quota.world.latencyMs)
    await expect(result).resolves.toMatchObject({ text: 'fog' })
    const strict = guarded({ rps: 1 }, { hasGlobalRate: true }, rate)
    await expect(strict.ask()).rejects.toMatchObject({ code: 'overloaded' })
  })

  test('is not required', async () => {
    const { clock, world, ask } = guarded({ rps: 1 }, { hasGlobalRate: true, hasGlobalQuota: true })
    const result = ask()
    await clock.advance(world.latencyMs)
    await expect(result).resolves.toMatchObject({ text: 'fog' })
  })
})

test('a failed attempt is repeated as often as the policy says, each time through all guards', async () => {
  const { clock, events, world, ask } = guarded({ retries: 1 })
  world.error = new AppError('upstream_unreachable', 'reset')
  const result = ask()
  await clock.advance(1_000)
  await expect(result).rejects.toBe(world.error)
  expect(world.calls).toBe(2)
  expect(events.of('retry')).toMatchObject([{ ...who, attempt: 1, code: 'upstream_unreachable' }])
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

test('a body is judged only where its upstream was asked, and is one host', async () => {
  const quota = { retryAfterMs: 7_000 }
  const { clock, events, guards } = guarded({})
  guards.judge(
    'k',
    new AppError('upstream_rate_limited', 'ours', { ...quota, asked: false }),
    createContext(clock, events),
  )
  guards.judge('k', null, createContext(clock, events))
  expect(events.of('cooldown')).toEqual([])
  const many = guarded({}, { perHost: true })
  many.guards.judge(
    'k',
    new AppError('upstream_rate_limited', 'quota', quota),
    createContext(many.clock, many.events),
  )
  expect(many.events.of('cooldown')).toEqual([])
})

test('unusable bodies of many keys open the circuit', () => {
  const { clock, guards } = guarded({})
  for (let key = 0; key < 25; key++) {
    guards.judge(`k${key}`, new AppError('upstream_invalid', 'truncated'), createContext(clock))
  }
  expect(guards.view().breaker).toBe('open')
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

test('callers are told the provider of a failure, and nothing else changes', () => {
  const { guards } = guarded({})
  const unnamed = guards.told(new AppError('upstream_error', 'no'))
  expect([unnamed.provider, unnamed.retryAfterMs]).toEqual(['sea', undefined])
  const named = new AppError('upstream_error', 'no', { provider: 'lake' })
  expect(guards.told(named)).toBe(named)
  const paused = guards.told(new AppError('upstream_forbidden', 'no', { provider: 'lake', pauseMs: 9 }))
  expect([paused.provider, paused.retryAfterMs]).toEqual(['lake', 0])
  const dated = new AppError('upstream_forbidden', 'no', { provider: 'lake', pauseMs: 9, retryAfterMs: 5 })
  expect(guards.told(dated)).toBe(dated)
})
