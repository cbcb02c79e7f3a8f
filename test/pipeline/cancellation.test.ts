// Callers who leave at random points of a whole source's work, and what is left of it afterwards.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ClientGone } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import { buildSource } from '../../src/pipeline/build.ts'
import { defineEndpoint } from '../../src/pipeline/endpoint.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import { defaultPolicy, defineSource, type Policy } from '../../src/pipeline/source.ts'
import { createStats } from '../../src/pipeline/stats.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { share } from '../support/effort.ts'
import { createMapStore, createScriptedRuntime, type Upstream } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const endpoint = (provider: string) =>
  defineEndpoint<string, string, unknown>({
    name: `s/${provider}`,
    provider,
    accept: 'text',
    describe: (key) => ({ url: `https://${provider}.test/${key}` }),
    decode: (body) => body,
  })

const [near, far] = [endpoint('near'), endpoint('far')]

/** Uses everything there is: a fallback, a kept call, a batch, caches, a store, a rate, retries and hedges. */
const source = defineSource<string, string, unknown>({
  name: 's',
  settings: z.unknown(),
  policy: defaultPolicy,
  providers: [near, far].map(({ provider }) => ({ name: provider, baseUrl: () => null })),
  endpoints: [near, far],
  key: (key) => key,
  output: z.string(),
  build(kit) {
    const kept = kit.keep({ name: 's/kept', key: (key: string) => key }, kit.ask(far))
    const all = kit.batch<string, string>({
      key: (key) => key,
      max: 5,
      async call(keys, ctx) {
        const answer = await kept(keys.join('+'), ctx)
        return { ...answer, value: new Map(keys.map((key) => [key, answer.value])) }
      },
    })
    return kit.fallback([
      { provider: 'near', call: kit.ask(near) },
      { provider: 'far', call: all },
    ])
  },
})

function built(upstream: Upstream, policy: Partial<Policy> = {}, seed = 1) {
  const clock = createVirtualClock({ seed })
  const runtime = createScriptedRuntime(clock, upstream, { store: createMapStore() })
  const poolPermits = new Permits({ name: 'pool', limits: 'pool', concurrency: 24, queue: 500, clock })
  const options = { memory: new Memory({ maxBytes: 1e6 }), stats: createStats(clock), poolPermits }
  const built = buildSource(source, {}, () => ({ ...defaultPolicy, ...policy }), {
    ...options,
    runtime,
    userAgent: 'test',
  })
  const ask = (key: string, more?: ContextOptions) => {
    const ctx = createContext(clock, more)
    const result = built.ask(key, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const slots = () => [
    poolPermits.inUse,
    poolPermits.queued,
    ...built.view().providers.flatMap(({ concurrency }) => [concurrency.inUse, concurrency.queued]),
  ]
  return { clock, runtime, ask, slots }
}

const text = { 'content-type': 'text/plain' }

const leavers = share(20_000)

test('callers leave at random points: listeners, timers, bodies and slots are as before', async () => {
  const policy = { freshMs: 20, staleMs: 20, failedMs: 5, timeoutMs: 150, rps: 1_000, burst: 20 }
  const world = built(({ url }) => reply(url), { ...policy, queue: 10 })
  const { clock, runtime, ask, slots } = world
  const random = clock.random
  const reply = (url: string) => {
    const fate = random()
    if (fate < 0.03) throw new AppError('upstream_unreachable', 'reset')
    const afterMs = fate < 0.06 ? 1e6 : random() * 120
    if (fate < 0.25 && url.includes('near')) return { status: 503, headers: { 'retry-after': '0' }, afterMs }
    return { headers: text, body: 'fog', afterMs }
  }
  const ends: string[] = []
  let listeners = 0
  let left = 0
  let made = 0
  for (; left < leavers; made++) {
    const { ctx, result } = ask(`k${Math.floor(random() * 3_000)}`, { budgetMs: 50 + random() * 800 })
    const reason = random() < 0.5 ? new ClientGone() : new AppError('deadline', 'over')
    const cancel = clock.after(random() * 70, () => ctx.abort(reason))
    const end = (how: string): void => {
      cancel()
      ends.push(how)
      if (ctx.signal.aborted) left++
      listeners += ctx.listeners
    }
    result.then(
      ({ status }) => end(status),
      (error) => end(error.code ?? error.name),
    )
    if (made % 10 === 9) await clock.advance(random() * 10)
  }
  await clock.advance(20_000)
  expect([ends.length, listeners, clock.timers, runtime.open]).toEqual([made, 0, 0, 0])
  expect(slots()).toEqual([0, 0, 0, 0, 0, 0])
  // The traffic was what it is meant to be: all kinds of ends, and much work.
  const counts = tally(ends)
  const { ClientGone: gone = 0, deadline = 0, ...others } = counts
  expect(gone + deadline).toBeGreaterThanOrEqual(leavers)
  for (const end of ['fresh', 'cached', 'stale', 'overloaded'])
    expect(others[end], end).toBeGreaterThan(share(20))
  expect(runtime.requests.length).toBeGreaterThan(leavers / 10)
})

const callers = share(10_000)
const crowd = (ask: ReturnType<typeof built>['ask']) => Array.from({ length: callers }, () => ask('k'))
const leave = (all: ReturnType<typeof crowd>) => {
  for (const [index, { ctx }] of all.entries()) if (index % 2 === 0) ctx.abort(new ClientGone())
}
const outcomes = async (all: ReturnType<typeof crowd>) => {
  const ends = await Promise.allSettled(all.map(({ result }) => result))
  return ends.map((end) =>
    end.status === 'fulfilled' ? end.value.status : (end.reason.code ?? end.reason.name),
  )
}
const tally = (list: readonly string[]) =>
  Object.fromEntries(
    [...new Set(list)].sort().map((each) => [each, list.filter((one) => one === each).length]),
  )

const fog: Upstream = () => ({ headers: text, body: 'fog', afterMs: 100 })
const down: Upstream = () => ({ status: 404, headers: text, afterMs: 100 })

test('many cold callers, half of them leaving, make one upstream call', async () => {
  const { clock, runtime, ask, slots } = built(fog)
  const all = crowd(ask)
  await clock.advance(50)
  leave(all)
  await clock.advance(50)
  expect(tally(await outcomes(all))).toEqual({ ClientGone: callers / 2, fresh: callers / 2 })
  expect([runtime.requests.length, ...slots()]).toEqual([1, 0, 0, 0, 0, 0, 0])
})

test('many callers of a stale value, half of them leaving, make one; of a fresh one none', async () => {
  const { clock, runtime, ask } = built(fog)
  ask('k')
  await clock.advance(60_100)
  const stale = crowd(ask)
  leave(stale)
  expect(tally(await outcomes(stale))).toEqual({ stale: callers })
  await clock.advance(100)
  expect(runtime.requests.length).toBe(2)
  expect(tally(await outcomes(crowd(ask)))).toEqual({ cached: callers })
  expect(runtime.requests.length).toBe(2)
})

test('callers of a failing key share the failure, and later callers get it without a request', async () => {
  const { clock, runtime, ask } = built(down)
  const all = crowd(ask)
  await clock.advance(50)
  leave(all)
  await clock.advance(500)
  expect(tally(await outcomes(all))).toEqual({ ClientGone: callers / 2, not_found: callers / 2 })
  // One to each of the two providers.
  expect(runtime.requests.length).toBe(2)
  expect(tally(await outcomes(crowd(ask)))).toEqual({ not_found: callers })
  expect(runtime.requests.length).toBe(2)
})

test('when all callers of a cold key leave, their one request is aborted', async () => {
  const { clock, runtime, ask, slots } = built(fog)
  const all = crowd(ask)
  await clock.advance(50)
  for (const { ctx } of all) ctx.abort(new ClientGone())
  await clock.settle()
  expect([clock.timers, runtime.open, ...slots()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  expect(tally(await outcomes(all))).toEqual({ ClientGone: callers })
  const next = ask('k')
  await clock.advance(100)
  await expect(next.result).resolves.toMatchObject({ status: 'fresh' })
})

test('a source that hangs loses its own permits and none of another’s', async () => {
  const { clock, ask, slots } = built(() => ({ afterMs: 1e6 }), { timeoutMs: 500, concurrency: 8, queue: 8 })
  for (let i = 0; i < 200; i++) ask(`k${i}`, { budgetMs: 700 })
  await clock.advance(100)
  const [inPool = 0, waitingForPool] = slots()
  expect(inPool).toBeLessThanOrEqual(16)
  expect(waitingForPool).toBe(0)
  await clock.advance(5_000)
  expect([clock.timers, ...slots()]).toEqual([0, 0, 0, 0, 0, 0, 0])
})
