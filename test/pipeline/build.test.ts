// One source driven through all of its layers, against an upstream that is a function.
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/core/errors.ts'
import { buildSource } from '../../src/pipeline/build.ts'
import { defineEndpoint } from '../../src/pipeline/endpoint.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import { defaultPolicy, defineSource, type Policy } from '../../src/pipeline/source.ts'
import { createStats } from '../../src/pipeline/stats.ts'
import { SourceView } from '../../src/pipeline/view.ts'
import type { Store } from '../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createMapStore, createScriptedRuntime, type Upstream } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

interface Settings {
  SEA_URL: string
}

const Settings: z.ZodType<Settings> = z.object({ SEA_URL: z.string() })

const near = defineEndpoint<string, string, Settings>({
  name: 'marine/near',
  provider: 'near',
  accept: 'text',
  describe: (zone, { SEA_URL }) => ({ url: `${SEA_URL}/near/${zone}` }),
  decode(body) {
    if (body === 'OVER QUOTA') throw new AppError('upstream_rate_limited', 'its own words')
    if (body === 'lies') throw new AppError('upstream_invalid', 'truncated')
    return body
  },
})

const far = defineEndpoint<string, string, Settings>({
  name: 'marine/far',
  provider: 'far',
  accept: 'text',
  describe: (office, { SEA_URL }) => ({ url: `${SEA_URL}/far/${office}` }),
  decode: (body) => body,
})

/** Asks `near` for a zone; when that fails, takes the zone from the one text that `far` has for all of them. */
const source = defineSource<string, string, Settings>({
  name: 'marine',
  settings: Settings,
  policy: defaultPolicy,
  providers: [
    { name: 'near', baseUrl: ({ SEA_URL }) => SEA_URL },
    { name: 'far', baseUrl: () => null },
  ],
  endpoints: [near, far],
  key: (zone) => zone,
  label: (zone) => zone.toUpperCase(),
  output: z.string(),
  attribution: (provider) => (provider === 'far' ? 'from afar' : null),
  build(kit) {
    const product = kit.keep({ name: 'marine/product', key: (office: string) => office }, kit.ask(far))
    return kit.fallback([
      { provider: 'near', call: kit.ask(near) },
      {
        provider: 'far',
        async call(zone, ctx) {
          const answer = await product('lwx', ctx)
          return { ...answer, value: `${zone} in ${answer.value}` }
        },
      },
    ])
  },
})

function built(
  upstream: Upstream,
  policy: Partial<Policy> = {},
  { store = null }: { store?: Store | null } = {},
) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const runtime = createScriptedRuntime(clock, upstream, { store })
  const stats = createStats(clock)
  const emit: typeof events.emit = (event) => {
    events.emit(event)
    stats.listen(event)
  }
  const poolPermits = new Permits({ name: 'all upstreams', concurrency: 64, queue: 1_000, clock })
  const marine = buildSource(
    source,
    { SEA_URL: 'https://sea.test/data?key=secret' },
    () => ({ ...defaultPolicy, ...policy }),
    {
      runtime,
      memory: new Memory({ maxBytes: 1e6 }),
      stats,
      poolPermits,
      userAgent: 'test',
      emit,
    },
  )
  const ask = (zone: string, given?: ContextOptions) => {
    const ctx = createContext(clock, { emit, ...given })
    const result = marine.ask(zone, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const paths = () => runtime.requests.map(({ url }) => url.split('/').slice(-2).join('/'))
  return { clock, events, runtime, marine, ask, poolPermits, paths }
}

const text = { 'content-type': 'text/plain' }
const fog: Upstream = () => ({ headers: text, body: 'fog', afterMs: 300 })
const nearIsDown: Upstream = ({ url }) =>
  url.includes('/near/') ? { status: 500 } : { headers: text, body: 'fog' }

test('thirteen zones are gathered at once, and asked for once', async () => {
  const { clock, runtime, ask } = built(fog)
  const zones = Array.from({ length: 13 }, (_, index) => `anz5${index + 30}`)
  const parts = zones.flatMap((zone) => [ask(zone).result, ask(zone).result])
  await clock.advance(300)
  for (const answer of await Promise.all(parts))
    expect(answer).toMatchObject({ value: 'fog', status: 'fresh' })
  expect([runtime.requests.length, clock.elapsed()]).toEqual([13, 300])
})

test('where the time went is told through every layer: a failed attempt and a pause are waiting', async () => {
  let asked = 0
  const upstream: Upstream = () =>
    asked++ === 0
      ? { status: 503, headers: { 'retry-after': '1' }, afterMs: 100 }
      : { headers: text, body: 'fog', afterMs: 300 }
  const { clock, ask } = built(upstream)
  const { ctx, result } = ask('anz532')
  await clock.advance(2_000)
  const { timings } = await result
  expect([ctx.attempts.made, timings?.upstreamMs, timings?.decodeMs]).toEqual([2, 300, 0])
  expect(timings?.queueMs).toBeGreaterThanOrEqual(1_100)
  expect(timings?.queueMs).toBeLessThan(1_200)
})

test('a second call makes no upstream call', async () => {
  const { clock, runtime, ask } = built(fog)
  ask('anz532')
  await clock.advance(300)
  await expect(ask('anz532').result).resolves.toMatchObject({ status: 'cached' })
  expect(runtime.requests.length).toBe(1)
})

test('thirteen zones that fall back to their office’s text cost it once', async () => {
  const { clock, ask, paths } = built(nearIsDown, { retries: 0 })
  const parts = Array.from({ length: 13 }, (_, index) => ask(`anz5${index + 30}`))
  await clock.advance(100)
  const answers = await Promise.all(parts.map(({ result }) => result))
  expect(answers[2]).toMatchObject({ value: 'anz532 in fog', provider: 'far' })
  expect(parts[2]?.ctx.attempts.made).toBe(2)
  expect(paths().filter((path) => path === 'far/lwx').length).toBe(1)
})

test('a lost call is made again, and each attempt is counted', async () => {
  let calls = 0
  const { clock, ask } = built(() => (calls++ === 0 ? { status: 503 } : { headers: text, body: 'fog' }))
  const { ctx, result } = ask('anz532')
  await clock.advance(100)
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  expect(ctx.attempts.made).toBe(2)
})

test('permits are taken upstream first: a hung one fills its own and none of the pool beyond', async () => {
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

test('a timeout frees the slot; an open circuit asks nobody and does not queue', async () => {
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

test('a quota told inside an answer holds all callers of that upstream back', async () => {
  const { events, ask } = built(() => ({ headers: text, body: 'OVER QUOTA' }))
  await ask('a').result.catch(() => {})
  expect(events.of('cooldown')).toMatchObject([{ provider: 'near', ms: 1_000 }])
})

test('one a second for a whole deployment: the second waits, cached ones do not', async () => {
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

test('a caller out of time is told; the work is finished for the next one', async () => {
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

describe('with a shared store', () => {
  test('a second instance asks the store and not the upstream, and then its own memory', async () => {
    const store = createMapStore()
    const one = built(fog, {}, { store })
    const { ctx } = one.ask('anz532')
    await one.clock.advance(300)
    await Promise.all(ctx.tasks)
    const two = built(fog, {}, { store })
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
    const tiers = two.events.of('cache').map(({ tier, outcome }) => `${tier} ${outcome}`)
    expect([two.runtime.requests.length, tiers]).toEqual([0, ['memory miss', 'store hit', 'memory hit']])
  })

  test('a stale value from the store is answered at once and refreshed past it', async () => {
    const store = createMapStore()
    const one = built(() => ({ headers: text, body: 'old' }), {}, { store })
    const { ctx } = one.ask('anz532')
    await one.clock.settle()
    await Promise.all(ctx.tasks)
    const two = built(fog, {}, { store })
    await two.clock.advance(100_000)
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'old', status: 'stale' })
    await two.clock.advance(300)
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  })

  test('a fresh time of 0 neither reads nor writes it', async () => {
    const store = createMapStore()
    const { clock, ask } = built(fog, { freshMs: 0 }, { store })
    const { ctx } = ask('anz532')
    await clock.advance(300)
    await Promise.all(ctx.tasks)
    expect(store.entries.size).toBe(0)
  })
})

test('the view is what the schema says, and shows no secret', async () => {
  const { clock, marine, ask } = built(fog, { rps: 2, burst: 2 })
  ask('anz532')
  await clock.advance(300)
  const view = SourceView.parse(marine.view())
  expect(view).toEqual(marine.view())
  expect(view.providers[0]).toMatchObject({ name: 'near', baseUrl: 'https://sea.test/data', calls: 1 })
  expect(view.providers[0]?.rate).toEqual({ perSecond: 2, available: 1 })
  expect(view.providers[1]?.baseUrl).toBeNull()
  expect(view.cache).toMatchObject({ entries: 1, misses: 1 })
})

test('a purge drops a key, or everything with what was kept below', async () => {
  const { clock, marine, ask, paths } = built(nearIsDown, { retries: 0 })
  ask('a')
  ask('b')
  await clock.advance(100)
  expect([marine.purge('a'), marine.purge('a'), marine.purge()]).toEqual([1, 0, 2])
  ask('b')
  await clock.advance(100)
  expect(paths().filter((path) => path === 'far/lwx').length).toBe(2)
})

test('what a part is called, where it is from at first, and whom to thank', () => {
  const { marine } = built(fog)
  expect([marine.name, marine.label('anz532'), marine.firstProvider]).toEqual(['marine', 'ANZ532', 'near'])
  expect([marine.attribution('far'), marine.attribution('near')]).toEqual(['from afar', null])
})
