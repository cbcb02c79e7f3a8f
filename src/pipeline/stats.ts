import type { Event } from '../core/events.ts'
import type { ProviderView, SourceView } from './view.ts'

type ProviderStats = Pick<ProviderView, 'calls' | 'failures' | 'retries' | 'lastError' | 'latencyMs'>
type CacheStats = Pick<SourceView['cache'], 'hits' | 'misses' | 'stale'>

export interface Stats {
  listen(event: Event): void
  provider(source: string, provider: string): ProviderStats
  cache(source: string): CacheStats
}

const sampleSize = 512

interface Sample {
  counts: Omit<ProviderStats, 'latencyMs'>
  /** The latest latencies in ms, in a ring buffer. */
  latencies: Float64Array
}

/** Statistics for the operator's view, collected from the event stream: a bounded sample per provider. */
export function createStats({ now }: { now: () => number }): Stats {
  const samples = new Map<string, Sample>()
  const caches = new Map<string, CacheStats>()
  const sampleOf = (source: string, provider: string): Sample =>
    samples.getOrInsertComputed(`${source}/${provider}`, () => ({
      counts: { calls: 0, failures: 0, retries: 0, lastError: null },
      latencies: new Float64Array(sampleSize),
    }))
  const cacheOf = (source: string): CacheStats =>
    caches.getOrInsertComputed(source, () => ({ hits: 0, misses: 0, stale: 0 }))

  return {
    listen(event) {
      if (event.type === 'attempt') {
        const { counts, latencies } = sampleOf(event.source, event.provider)
        latencies[counts.calls % sampleSize] = event.tookMs
        counts.calls++
        if (event.code === null) return
        counts.failures++
        counts.lastError = { code: event.code, at: new Date(now()).toISOString() }
      } else if (event.type === 'retry') {
        sampleOf(event.source, event.provider).counts.retries++
      } else if (event.type === 'replayed') {
        for (const { source, count } of event.runs) cacheOf(source).hits += count
      } else if (event.type === 'cache' && event.tier === 'memory') {
        const cache = cacheOf(event.source)
        if (event.outcome === 'hit') cache.hits++
        else if (event.outcome === 'stale') cache.stale++
        else cache.misses++
      }
    },
    provider(source, provider) {
      const { counts, latencies } = sampleOf(source, provider)
      const sorted = latencies.slice(0, Math.min(counts.calls, sampleSize)).sort()
      const at = (share: number): number | null => {
        const value = sorted[Math.floor(sorted.length * share)]
        return value === undefined ? null : Math.round(value * 10) / 10
      }
      return { ...counts, latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) } }
    },
    cache: (source) => ({ ...cacheOf(source) }),
  }
}
