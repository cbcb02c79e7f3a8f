import { expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import type { Incoming, Outgoing } from '../../src/pipeline/endpoint.ts'
import { createGuards } from '../../src/pipeline/guards.ts'
import { Permits } from '../../src/pipeline/permits.ts'
import { defaultPolicy, type Policy } from '../../src/pipeline/source.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

/** The guards around an upstream that takes what `latencyMs` says, or fails with `error`. */
function guarded(policy: Partial<Policy>, { isMany = false } = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const own = { ...defaultPolicy, retries: 0, ...policy }
  const { concurrency, queue } = own
  const permits = new Permits({ name: 'sea', concurrency, queue, clock })
  const poolPermits = new Permits({ name: 'pool', concurrency: 64, queue: 64, clock })
  const guards = createGuards({ ...who, policy: own, clock, permits, poolPermits, isMany })
  const world = { latencyMs: 100, error: undefined as unknown, calls: 0 }
  const call = guards.around(async (_, ctx): Promise<Incoming> => {
    world.calls++
    for (let tally = ctx.tally; tally; tally = tally.within) tally.attempts++
    await clock.wait(world.latencyMs, ctx.signal)
    if (world.error) throw world.error
    return { text: 'fog', attempts: 1, upstreamMs: world.latencyMs }
  })
  const ask = (request: Outgoing['request'] = { url: 'https://sea.test/' }, given?: ContextOptions) => {
    const endpoint = { provider: 'sea', accept: 'text' } as const
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = call({ source: 'marine', endpoint, request, input: 'k', maxBytes: 1 }, ctx)
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

test('a policy that hedges makes a late call twice, and counts both attempts', async () => {
  const { clock, events, world, ask, askMany } = guarded({ hedge: true })
  await askMany(100)
  world.latencyMs = 1_000
  const late = ask()
  await clock.advance(101)
  expect([world.calls, events.of('hedge').length]).toEqual([102, 1])
  await clock.advance(1_000)
  await expect(late).resolves.toEqual({ text: 'fog', attempts: 2, upstreamMs: 1_000 })
  expect(clock.timers).toBe(0)
})

test('it does not hedge a POST, nor while the circuit is not closed, nor unless the policy says so', async () => {
  const posting = guarded({ hedge: true })
  await posting.askMany(100)
  posting.world.latencyMs = 1_000
  void posting.ask({ url: 'https://sea.test/token', method: 'POST' })
  await posting.clock.advance(1_000)
  expect(posting.events.of('hedge')).toEqual([])

  const failing = guarded({ hedge: true })
  await failing.askMany(100)
  failing.world.error = new AppError('upstream_error', 'status 500')
  await failing.askMany(100)
  await failing.clock.advance(30_000)
  failing.world.latencyMs = 1_000
  void failing.ask()
  await failing.clock.advance(900)
  expect(failing.events.of('breaker').at(-1)?.state).toBe('half-open')
  expect(failing.events.of('hedge')).toEqual([])

  const plain = guarded({})
  await plain.askMany(100)
  plain.world.latencyMs = 1_000
  await plain.askMany(1)
  expect(plain.events.of('hedge')).toEqual([])
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

test('what a body says of a quota holds the upstream back; other lies only count against it', async () => {
  const { clock, events, guards } = guarded({})
  const ctx = createContext(clock, events)
  guards.report(new AppError('upstream_invalid', 'truncated'), ctx)
  guards.report(new TypeError('a bug'), ctx)
  expect(events.of('cooldown')).toEqual([])
  guards.report(new AppError('upstream_rate_limited', 'quota', { retryAfterMs: 7_000 }), ctx)
  expect(events.of('cooldown')).toEqual([{ type: 'cooldown', ...who, ms: 7_000 }])
})

test('a provider that stands for many hosts is asked on, however many of them fail', async () => {
  const { guards, world, askMany } = guarded({}, { isMany: true })
  world.error = new AppError('upstream_unreachable', 'no')
  await askMany(100)
  expect(world.calls).toBe(100)
  expect(guards.view()).toMatchObject({
    breaker: 'closed',
    concurrency: { limit: defaultPolicy.concurrency },
  })
})
