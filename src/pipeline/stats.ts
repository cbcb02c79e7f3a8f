import type { ErrorCode } from '../core/errors.ts'
import { type Event, runsOf } from '../core/events.ts'

export interface ProviderStats {
  latencyMs: { p50: number | null; p95: number | null; p99: number | null }
  calls: number
  failures: number
  retries: number
  lastError: { code: ErrorCode; at: string } | null
}

export interface CacheStats {
  hits: number
  misses: number
  stale: number
}

export interface Stats {
  listen(event: Event): void
  provider(source: string, provider: string): ProviderStats
  cache(source: string): CacheStats
}

const sampleSize = 512

interface Tally {
  calls: number
  failures: number
  retries: number
  lastError: { code: ErrorCode; at: string } | null
  /** The latest latencies in ms, in a ring buffer. */
  latencies: Float64Array
}

/** Statistics for the operator's view, collected from the event stream: a bounded sample per provider. */
export function createStats({ now }: { now: () => number }): Stats {
  const tallies = new Map<string, Tally>()
  const caches = new Map<string, CacheStats>()

  const tallyOf = (source: string, provider: string): Tally => {
    const name = `${source}/${provider}`
    let tally = tallies.get(name)
    if (!tally) {
      tally = { calls: 0, failures: 0, retries: 0, lastError: null, latencies: new Float64Array(sampleSize) }
      tallies.set(name, tally)
    }
    return tally
  }
  const cacheOf = (source: string): CacheStats => {
    let cache = caches.get(source)
    if (!cache) {
      cache = { hits: 0, misses: 0, stale: 0 }
      caches.set(source, cache)
    }
    return cache
  }

  return {
    listen(event) {
      if (event.type === 'attempt') {
        const tally = tallyOf(event.source, event.provider)
        tally.latencies[tally.calls % sampleSize] = event.tookMs
        tally.calls++
        if (event.code === null) return
        tally.failures++
        tally.lastError = { code: event.code, at: new Date(now()).toISOString() }
      } else if (event.type === 'retry') {
        tallyOf(event.source, event.provider).retries++
      } else if (event.type === 'replayed') {
        for (const { source, count } of runsOf(event.parts)) cacheOf(source).hits += count
      } else if (event.type === 'cache' && event.tier === 'memory') {
        const cache = cacheOf(event.source)
        if (event.outcome === 'hit') cache.hits++
        else if (event.outcome === 'stale') cache.stale++
        else cache.misses++
      }
    },
    provider(source, provider) {
      const { calls, failures, retries, lastError, latencies } = tallyOf(source, provider)
      const sorted = latencies.slice(0, Math.min(calls, sampleSize)).sort()
      const at = (share: number): number | null => {
        const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
        return value === undefined ? null : Math.round(value * 10) / 10
      }
      return {
        latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
        calls,
        failures,
        retries,
        lastError,
      }
    },
    cache: (source) => ({ ...cacheOf(source) }),
  }
}
