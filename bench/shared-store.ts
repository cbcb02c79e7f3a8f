// What does the shared store cost a look that finds and one that does not, and what do two instances give that one does not?
import { cpuUsage } from 'node:process'
import { z } from 'zod'
import { never, neverAborted } from '../src/core/abort.ts'
import { systemClock } from '../src/core/clock.ts'
import type { Answer, Call } from '../src/pipeline/call.ts'
import { Context, type ContextFields } from '../src/pipeline/context.ts'
import { sharedCache } from '../src/pipeline/keep/shared-cache.ts'
import { sharedFlight } from '../src/pipeline/keep/shared-flight.ts'
import { createShared, type Shared } from '../src/runtime/node/redis/redis.ts'
import { createScope } from '../src/runtime/runtime.ts'
import { searchZones } from '../src/sources/marine/catalogue/search-zones.ts'
import { startRedis } from '../test/support/redis-server.ts'
import { closedLoop } from './support/load.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

/** Of the links under measurement: on a busy machine they must not be passed over half of the time. */
const timeoutMs = 10_000
const redis = await startRedis()
const shared = await new Promise<Shared>((resolve) => {
  const made = createShared({
    url: redis.url,
    clock: systemClock,
    timeoutMs,
    tell: ({ isUp }) => isUp && resolve(made),
  })
})

// About what a marine forecast is as JSON.
const value = 'S winds 10 to 15 kt. '.repeat(150)
const freshMs = 60_000
let loads = 0
const upstream: Call<string, Answer<string>> = async () => {
  loads++
  const now = systemClock.now()
  const times = { fetchedAt: now, freshUntil: now + freshMs, staleUntil: now + freshMs }
  return { value, provider: 'bench', ...times, status: 'fresh' }
}
/** Calls that Redis was too slow for: a machine that is too busy measures something else. */
let alone = 0
const tasks = new Set<Promise<unknown>>()
const scope = createScope()
const fields: ContextFields = {
  cancellation: never,
  scope,
  requestId: 'bench',
  emit(event) {
    if (event.type === 'store-failed' || (event.type === 'shared-flight' && event.role === 'alone')) alone++
  },
  waitUntil(task) {
    const settled = task.finally(() => tasks.delete(settled))
    tasks.add(settled)
  },
}
const context = (): Context => new Context(fields, systemClock.elapsed() + 5_000)
const options = { namespace: 'bench', clock: systemClock, output: z.string(), expiresAt: undefined }
const flight = sharedFlight({ ...options, flights: shared.flights, failedMs: 1_000, missingMs: 1_000 })
const store = sharedCache({ ...options, store: shared.store, flight, lastResort: () => {} })
const layered: Call<string, Answer<string>> = (key, ctx) => store(key, ctx, () => upstream(key, ctx))

/** Runs so many calls at once until `count` are done; wall and CPU time of this process each, in microseconds. */
async function measure(
  call: Call<string, Answer<string>>,
  keyOf: (index: number) => string,
  { count, atOnce }: { count: number; atOnce: number },
): Promise<{ wallUs: number; cpuUs: number }> {
  let next = 0
  const before = cpuUsage()
  const startedAt = systemClock.elapsed()
  const worker = async (): Promise<void> => {
    while (next < count) await call(keyOf(next++), context())
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  while (tasks.size > 0) await Promise.all(tasks)
  const wallUs = ((systemClock.elapsed() - startedAt) * 1_000 * atOnce) / count
  const { user, system } = cpuUsage(before)
  return { wallUs, cpuUs: (user + system) / count }
}

let serial = 0
const fresh = (): string => `miss-${serial++}`
const subjects = [
  { name: 'neither: the call alone', call: upstream, keyOf: () => 'k' },
  { name: 'hit: one look', call: layered, keyOf: () => 'k' },
  { name: 'miss: look, lease, land', call: layered, keyOf: fresh },
]
const rounds = 5
await layered('k', context())
for (const atOnce of [1, 32]) {
  const rows: Record<string, string | number>[] = []
  for (const { name, call, keyOf } of subjects) {
    const results: { wallUs: number; cpuUs: number }[] = []
    for (let round = -1; round < rounds; round++) {
      while (!shared.isUp) await systemClock.wait(50, neverAborted)
      alone = 0
      const result = await measure(call, keyOf, { count: 500, atOnce })
      // The first round warms up.
      if (round >= 0 && alone === 0) results.push(result)
    }
    rows.push({
      subject: name,
      rounds: results.length,
      'µs until it is there': spread(
        results.map(({ wallUs }) => wallUs),
        1,
      ),
      'CPU µs': spread(
        results.map(({ cpuUs }) => cpuUs),
        1,
      ),
    })
  }
  printTable(`shared-store: an entry of ${value.length} bytes, ${atOnce} at a time, Redis on loopback`, rows)
}
if (loads === 0) throw new Error('nothing was loaded')
shared.close()

const sandbox = await startTarget('upstream')
// Nothing is fresh for long, so that the instances work and the load generator does not: it has to share their cores.
const environment = {
  MARINE_TEXT_URL: sandbox.url,
  REDIS_URL: redis.url,
  READY: 'off',
  MARINE_FRESH_MS: '1',
  MARINE_STALE_MS: '0',
}
const instances = [
  await startTarget('service', { environment }),
  await startTarget('service', { environment }),
]
const page = searchZones({ prefix: 'GMZ', limit: 50 })
if (!page.ok) throw new Error('no zones')
const paths = page.zones.map(({ id }) => `/v1/marine/forecasts?zones=${id}`)
const counts = [1, 2]
const results = counts.map(() => ({ perSecond: [] as number[], cpuUs: [] as number[] }))
for (let round = -1; round < rounds; round++) {
  for (const [index, count] of counts.entries()) {
    const asked = instances.slice(0, count)
    const cpu = async (): Promise<number> => {
      const each = await Promise.all(asked.map((target) => target.cpuMs()))
      return each.reduce((sum, ms) => sum + ms, 0)
    }
    const before = await cpu()
    const all = await Promise.all(
      asked.map(({ url }) => closedLoop({ url, paths, connections: 8, seconds: 1.5 })),
    )
    const errors = all.reduce((sum, result) => sum + result.errors, 0)
    if (errors > 0) throw new Error(`${errors} requests failed`)
    if (round < 0) continue
    const requests = all.reduce((sum, result) => sum + result.requests, 0)
    results[index]?.perSecond.push(all.reduce((sum, { perSecond }) => sum + perSecond, 0))
    results[index]?.cpuUs.push((((await cpu()) - before) * 1_000) / requests)
  }
}
const single = median(results[0]?.perSecond ?? [])
printTable(
  `shared-store: forecasts that are asked for anew, one Redis, ${rounds} rounds`,
  counts.map((count, index) => ({
    instances: count,
    'requests/s': spread(results[index]?.perSecond ?? [], 0),
    'CPU µs/request': spread(results[index]?.cpuUs ?? [], 1),
    'of one': (median(results[index]?.perSecond ?? []) / single).toFixed(2),
  })),
)
report(
  'two instances on two cores that the load generator shares, one Redis: requests/s of one',
  median(results[1]?.perSecond ?? []) / single,
  {
    unit: ' ×',
  },
)
await Promise.all([sandbox, ...instances].map((target) => target.stop()))
await redis.close()
