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
  /** Asked in turn; each client begins with another one, so that clients do not ask for the same at the same time. */
  paths?: readonly string[]
}): Promise<LoadResult> {
  const { url, connections, seconds, headers = {}, paths = [] } = options
  const requests = paths.map((path) => ({ path }))
  let clients = 0
  const setupClient = (client: { setRequests(requests: { path: string }[]): void }): void => {
    const first = Math.floor((clients++ * requests.length) / connections)
    client.setRequests([...requests.slice(first), ...requests.slice(0, first)])
  }
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers,
    ...(requests.length > 0 && { setupClient }),
  })
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    requests: result.requests.total,
    errors: result.errors + result.non2xx - (result['3xx'] ?? 0),
  }
}
