// Thirteen zones a request, none of them kept: the load of every bench that measures a cold fan-out. A rule of its own for zones
// is what makes rows comparable: requests for one zone that overlap share one flight in the service and none in the others.
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'
import { askTimes } from './load.ts'
import { median, percentile } from './table.ts'
import type { Target } from './target.ts'

export const size = 13
const zones = allZones()

/** Requests to a route that have no zone in common: as many as there are zones for, fifty-three. */
export const ownZones = (route: string): string[] =>
  Array.from({ length: Math.floor(zones.length / size) }, (_, index) => {
    const ids = zones.slice(index * size, (index + 1) * size).map(({ id }) => id)
    return `${route}?zones=${ids.join()}`
  })

/** Settings of a service that keeps no text, and whose limits the load does not reach: lateness is measured, not refused. */
export const coldEnvironment = (upstreamUrl: string): Record<string, string> => ({
  MARINE_TEXT_URL: upstreamUrl,
  MARINE_FRESH_MS: '0',
  MARINE_CONCURRENCY: '2000',
  POOL_CONCURRENCY: '4000',
  MARINE_TIMEOUT_MS: '10000',
  BUDGET_MS: '20000',
})

export interface ColdSubject {
  name: string
  target: Target
  paths: readonly string[]
}

export interface ColdResult {
  name: string
  /** CPU milliseconds a request, one value a round. */
  cpuMs: number[]
  /** Milliseconds over the slowest of thirteen upstream answers, as the upstream itself measured them: its timers are late. */
  p50: number[]
  p99: number[]
}

/** Asks each subject in turn, round after round, with the same number of requests. The subjects are warmed up before. */
export async function coldRounds(
  subjects: readonly ColdSubject[],
  {
    upstream,
    rounds,
    connections,
    requests,
  }: {
    upstream: Target
    rounds: number
    connections: number
    requests: number
  },
): Promise<ColdResult[]> {
  const results = subjects.map(({ name }): ColdResult => ({ name, cpuMs: [], p50: [], p99: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const [index, { target, paths }] of subjects.entries()) {
      await upstream.ask('took')
      const before = await target.cpuMs()
      const times = await askTimes({ url: target.url, connections, paths, requests })
      results[index]?.cpuMs.push(((await target.cpuMs()) - before) / requests)
      // Half of all groups of thirteen have their slowest below it.
      const slowest = percentile(await upstream.ask<number[]>('took'), 0.5 ** (1 / size))
      results[index]?.p50.push(median(times) - slowest)
      results[index]?.p99.push(percentile(times, 0.99) - slowest)
    }
  }
  return results
}

/** A service that has run for a while is compiled: each subject answers this many requests before it is measured. */
export async function warm(subjects: readonly ColdSubject[], requests = 1_000): Promise<void> {
  for (const { target, paths } of subjects)
    await askTimes({ url: target.url, connections: 16, paths, requests })
}
