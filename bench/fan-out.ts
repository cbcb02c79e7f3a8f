// What does a cold answer of thirteen zones cost against the same gather written by hand? Same upstream, same run, in turns.
// At one connection all ask for the same thirteen zones. At more, requests for one zone that overlap share one flight in the
// service and none in the others: that is what it is for, but it is no measure of what a fan-out costs. So each client then
// also asks for zones of its own, and both are shown.
import { allZones } from '../src/sources/marine/catalogue/zones.ts'
import { closedLoop } from './support/load.ts'
import { plotBars } from './support/plot.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const rounds = 3
const seconds = 1
const upstreamMs = 20
const size = 13
const path = '/v1/marine/advisories?group=chesapeake'

const coastal = allZones().filter(({ kind }) => kind === 'coastal')
const groups = Array.from({ length: Math.floor(coastal.length / size) }, (_, index) =>
  coastal.slice(index * size, (index + 1) * size).map(({ id }) => id),
)
const ownPaths = groups.map((ids) => `/v1/marine/advisories?zones=${ids.join()}`)

const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: String(upstreamMs) } })
const environment = {
  MARINE_TEXT_URL: upstream.url,
  // Cold every time: nothing is kept.
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

for (const { connections, paths } of [
  { connections: 1, paths: [path] },
  { connections: 16, paths: [path] },
  { connections: 16, paths: ownPaths },
  { connections: 64, paths: [path] },
  { connections: 64, paths: ownPaths },
]) {
  const results = subjects.map(() => ({ cpuMs: [] as number[], p50: [] as number[], p99: [] as number[] }))
  for (let round = -1; round < rounds; round++) {
    for (const [index, target] of subjects.entries()) {
      const before = await target.cpuMs()
      const load = { url: target.url, connections, paths, seconds: round < 0 ? 2 * seconds : seconds }
      const { requests, errors, p50, p99 } = await closedLoop(load)
      const cpuMs = (await target.cpuMs()) - before
      if (errors > 0) throw new Error(`${errors} requests to ${target.name} failed`)
      // The first round warms up.
      if (round < 0) continue
      results[index]?.cpuMs.push(cpuMs / requests)
      results[index]?.p50.push(p50 - upstreamMs)
      results[index]?.p99.push(p99 - upstreamMs)
    }
  }
  const decode = median(results[1]?.cpuMs ?? [])
  const what = paths.length > 1 ? 'zones of their own' : 'the same zones'
  printTable(
    `fan-out: 13 cold zones, upstream ${upstreamMs} ms, ${connections} connections, ${what}`,
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
  if (connections === 1) {
    const bars = subjects.map(({ name }, index) => ({ label: name, values: results[index]?.cpuMs ?? [] }))
    plotBars('fan-out', { title: 'Thirteen cold zones', unit: 'CPU ms per request', bars })
  }
}
await Promise.all([upstream, ...subjects].map((target) => target.stop()))
