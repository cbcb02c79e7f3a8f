// What does each layer add to a call that an upstream answers at once? Found by leaving one out: the difference to all of
// them, in ns a call. Every key is new, so every layer does its whole work.
import { neverAborted } from '../src/core/abort.ts'
import { systemClock as clock } from '../src/core/clock.ts'
import { silent } from '../src/core/events.ts'
import { createAdaptiveLimit } from '../src/pipeline/adaptive-limit.ts'
import { type Answer, type Context, type Layer, stack } from '../src/pipeline/call.ts'
import { createLatencies } from '../src/pipeline/latencies.ts'
import { createAdapt } from '../src/pipeline/layers/adapt.ts'
import { createBreaker } from '../src/pipeline/layers/breaker.ts'
import { recall, remember } from '../src/pipeline/layers/cache.ts'
import { lifetime } from '../src/pipeline/layers/lifetime.ts'
import { limit } from '../src/pipeline/layers/limit.ts'
import { observe } from '../src/pipeline/layers/observe.ts'
import { pool } from '../src/pipeline/layers/pool.ts'
import { createRate } from '../src/pipeline/layers/rate.ts'
import { createRetryBudget, retry } from '../src/pipeline/layers/retry.ts'
import { singleFlight } from '../src/pipeline/layers/single-flight.ts'
import { timeout } from '../src/pipeline/layers/timeout.ts'
import { Memory } from '../src/pipeline/memory.ts'
import { Permits } from '../src/pipeline/permits.ts'
import { defaultPolicy } from '../src/pipeline/source.ts'
import { createScope } from '../src/runtime/runtime.ts'
import { plotBars } from './support/plot.ts'
import { percentile, printTable, spread } from './support/table.ts'

const rounds = 41
const calls = 960
const atOnce = 16

type Layers = readonly (readonly [name: string, layer: Layer<number, Answer<string>>])[]
const who = { source: 'sea', provider: 'sea' }
const key = String
const permits = new Permits({ name: 'sea', concurrency: 64, queue: 256, clock })
const poolPermits = new Permits({ name: 'all', concurrency: 256, queue: 256, clock })
const memory = new Memory({ maxBytes: 1_000_000 })
const cache = { ...defaultPolicy, space: 'sea', key, memory, clock, refreshMs: 1_000, expiresAt: undefined }
const breaker = createBreaker({ ...who, clock })
const adaptive = createAdaptiveLimit({ most: 64, clock })
const adapt = createAdapt({ ...who, adaptive, permits, latencies: createLatencies(), clock })

const all: Layers = [
  ['observe', observe({ source: 'sea', key, provider: 'sea', clock })],
  ['recall (a miss)', recall(cache)],
  ['single flight', singleFlight({ source: 'sea', key })],
  ['remember', remember(cache)],
  ['lifetime', lifetime({ staleMs: 1_000, expiresAt: undefined })],
  ['retry', retry({ ...who, retries: 1, budget: createRetryBudget(), clock })],
  ['breaker', breaker.guard()],
  ['adapt: adopt', adapt.adopt()],
  ['limit', limit({ ...who, permits, by: 'limit' })],
  ['breaker, again', breaker.recheck()],
  ['rate', createRate({ ...who, rps: 0, burst: 1, clock }).layer() as never],
  ['pool', pool({ ...who, permits: poolPermits })],
  ['adapt: watch', adapt.watch()],
  ['timeout', timeout({ timeoutMs: 1_000, clock })],
]

const scope = createScope()
const context = (): Context => ({
  signal: neverAborted,
  deadline: clock.elapsed() + 5_000,
  scope,
  requestId: 'bench',
  emit: silent,
  waitUntil: () => {},
})
const answer = async (): Promise<Answer<string>> => {
  const now = clock.now()
  const times = { fetchedAt: now, freshUntil: now + 60_000, staleUntil: now + 120_000 }
  return { value: 'calm', provider: 'sea', ...times, status: 'fresh', attempts: 1 }
}

let next = 0
async function nsPerCall(layers: Layers): Promise<number> {
  const call = stack(
    layers.map(([, layer]) => layer),
    answer,
  )
  const startedAt = performance.now()
  for (let done = 0; done < calls; done += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, () => call(next++, context())))
  }
  return ((performance.now() - startedAt) * 1e6) / calls
}

const variants: readonly { name: string; layers: Layers; ns: number[] }[] = [
  { name: 'all layers', layers: all, ns: [] },
  { name: 'none', layers: [], ns: [] },
  ...all.map(([name]) => ({ name, layers: all.filter(([other]) => other !== name), ns: [] })),
]
for (let round = -3; round < rounds; round++) {
  for (const { layers, ns } of variants) {
    const took = await nsPerCall(layers)
    // The first rounds warm up.
    if (round >= 0) ns.push(took)
  }
}
const [whole, none, ...without] = variants
// The quickest tenth of the rounds: whatever else the machine does only ever adds.
const undisturbed = (ns: readonly number[]): number => percentile(ns, 0.1)
const total = undisturbed(whole?.ns ?? [])
const added = without.map(({ name, ns }) => ({ label: name, ns: total - undisturbed(ns) }))
printTable(`stack: ns a call, quickest tenth of ${rounds} rounds of ${calls} calls, ${atOnce} at once`, [
  { what: 'all layers', ns: total.toFixed(0), 'median and spread': spread(whole?.ns ?? [], 0) },
  {
    what: 'none',
    ns: undisturbed(none?.ns ?? []).toFixed(0),
    'median and spread': spread(none?.ns ?? [], 0),
  },
  ...added.map(({ label, ns }) => ({
    what: `less without ${label}`,
    ns: ns.toFixed(0),
    'median and spread': '',
  })),
])
plotBars('stack', {
  title: 'What a layer adds',
  unit: 'ns per call',
  bars: added.map(({ label, ns }) => ({ label, values: [Math.max(0, ns)] })),
})
process.exit()
