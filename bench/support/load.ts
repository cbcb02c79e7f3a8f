import autocannon from 'autocannon'

export interface LoadResult {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  requests: number
  errors: number
}

/** Closed loop: `connections` clients, each sending its next request when the last was answered. */
export async function closedLoop(options: {
  url: string
  connections: number
  seconds: number
  headers?: Record<string, string>
}): Promise<LoadResult> {
  const { url, connections, seconds, headers = {} } = options
  const result = await autocannon({ url, connections, duration: seconds, headers })
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    requests: result.requests.total,
    errors: result.errors + result.non2xx - (result['3xx'] ?? 0),
  }
}
