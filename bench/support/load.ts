import autocannon from 'autocannon'
import { Agent } from 'undici'

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
  /** Asked in turn, each client its share, so that clients do not ask for the same at the same time. */
  paths?: readonly string[]
}): Promise<LoadResult> {
  const { url, connections, seconds, headers = {}, paths = [] } = options
  let clients = 0
  const setupClient = (client: { setRequests(requests: { path: string }[]): void }): void => {
    // All paths for each client would take the generator longer to prepare than a short round lasts.
    const startOf = (index: number): number => Math.floor((index * paths.length) / connections)
    const index = clients++ % connections
    const first = startOf(index)
    const end = Math.max(first + 1, startOf(index + 1))
    client.setRequests(paths.slice(first, end).map((path) => ({ path })))
  }
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers,
    ...(paths.length > 0 && { setupClient }),
  })
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    requests: result.requests.total,
    errors: result.errors + result.non2xx - (result['3xx'] ?? 0),
  }
}

/**
 * The same with a number of requests in place of a time, each timed to fractions of a millisecond. Resolves with the times
 * in ms; throws when one is not answered with a 200.
 */
export async function askTimes(options: {
  url: string
  connections: number
  paths: readonly string[]
  requests: number
}): Promise<number[]> {
  const { url, connections, paths, requests } = options
  const agent = new Agent({ connections })
  const times: number[] = []
  let sent = 0
  const lane = async (): Promise<void> => {
    while (sent < requests) {
      const path = paths[sent++ % paths.length] ?? '/'
      const sentAt = performance.now()
      const { statusCode, body } = await agent.request({ origin: url, path, method: 'GET' })
      await body.dump({ limit: Number.MAX_SAFE_INTEGER })
      if (statusCode !== 200) throw new Error(`${url}${path} answered ${statusCode}`)
      times.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  await agent.close()
  return times
}
