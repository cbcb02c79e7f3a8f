// What does a cold answer of thirteen zones cost against the same gather written by hand? Same upstream, same run, in turns.
import { closedLoop } from './support/load.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const rounds = 3
const seconds = 2
const upstreamMs = 20
const path = '/v1/marine/advisories?group=chesapeake'

const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: String(upstreamMs) } })
const environment = {
  MARINE_TEXT_URL: upstream.url,
  // Cold every time: nothing is kept, and nothing is shared because no two requests overlap on purpose.
  MARINE_FRESH_MS: '0',
  MARINE_CONCURRENCY: '2000',
  POOL_CONCURRENCY: '4000',
}
const subjects = await Promise.all([
  startTarget('gather-regex', { environment }),
  startTarget('gather-decode', { environment }),
  startTarget('hono-fetch', { environment }),
  startTarget('service', { environment }),
])

for (const connections of [1, 16, 64]) {
  const results = subjects.map(() => ({ cpuMs: [] as number[], p50: [] as number[], p99: [] as number[] }))
  for (let round = -1; round < rounds; round++) {
    for (const [index, target] of subjects.entries()) {
      const before = await target.cpuMs()
      const { requests, errors, p50, p99 } = await closedLoop({
        url: target.url + path,
        connections,
        seconds,
      })
      const cpuMs = (await target.cpuMs()) - before
      if (errors > 0) throw new Error(`${errors} requests to ${target.name} failed`)
      if (round < 0) continue
      results[index]?.cpuMs.push(cpuMs / requests)
      results[index]?.p50.push(p50 - upstreamMs)
      results[index]?.p99.push(p99 - upstreamMs)
    }
  }
  const decode = median(results[1]?.cpuMs ?? [])
  printTable(
    `fan-out: 13 cold zones, upstream ${upstreamMs} ms, ${connections} connections`,
    subjects.map(({ name }, index) => {
      const { cpuMs = [], p50 = [], p99 = [] } = results[index] ?? {}
      return {
        subject: name,
        'CPU ms/request': spread(cpuMs),
        'p50 over upstream, ms': median(p50),
        'p99 over upstream, ms': median(p99),
        'of gather-decode': (median(cpuMs) / decode).toFixed(2),
      }
    }),
  )
}
await Promise.all([upstream, ...subjects].map((target) => target.stop()))
