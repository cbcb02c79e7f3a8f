// autocannon ships no types; this is what the benches use of it.
declare module 'autocannon' {
  interface Result {
    duration: number
    errors: number
    non2xx: number
    '3xx'?: number
    requests: { total: number }
    latency: { p50: number; p99: number }
  }
  const autocannon: (options: {
    url: string
    connections: number
    duration: number
    headers?: Record<string, string>
    setupClient?: (client: { setRequests(requests: { path: string }[]): void }) => void
  }) => Promise<Result>
  // biome-ignore lint/style/noDefaultExport: that is how the package exports it
  export default autocannon
}
