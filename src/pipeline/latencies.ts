/** The latest latencies of one upstream: a bounded sample, plain numbers. */
export interface Latencies {
  add(ms: number): void
  /** The latency that this share of the sample stays below; null until there are enough to tell. */
  percentile(share: number): number | null
}

/** Keeps the latest `size` latencies; fewer than `enough` tell nothing. */
export function createLatencies({ size = 256, enough = 20 } = {}): Latencies {
  const ring = new Float64Array(size)
  let count = 0
  // Sorting at every look would cost more than the call that looks.
  let sorted: Float64Array | null = null
  let sortedAt = 0

  return {
    add(ms) {
      ring[count % size] = ms
      count++
    },
    percentile(share) {
      if (count < enough) return null
      if (sorted === null || count - sortedAt >= size / 16) {
        sorted = ring.slice(0, Math.min(count, size)).sort()
        sortedAt = count
      }
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
    },
  }
}
