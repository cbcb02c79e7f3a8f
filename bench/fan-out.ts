// What does a cold answer of thirteen zones cost against the same gather written by hand? Same upstream, same run, in turns.
// At one connection all ask for the same thirteen zones. At more, requests for one zone that overlap share one flight in the
// service and none in the others: that is what it is for, but it is no measure of what a fan-out costs. So each client then
// also asks for zones of its own, and both are shown. Each subject is warm before it is measured, as a service is that has
// run for a while, and the slowest of thirteen upstream answers is what the upstream itself has measured: its timers are late.
import { allZones } from '../src/sources/marine/catalogue/zones.ts'
import { askTimes } from './support/load.ts'
import { plotBars } from './support/plot.ts'
import { median, percentile, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const rounds = 5
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
  // Others may load the machine: lateness is measured here, not refused.
  MARINE_TIMEOUT_MS: '10000',
  BUDGET_MS: '20000',
}
const subjects = await Promise.all([
  startTarget('gather-regex', { environment }),
  startTarget('gather-decode', { environment }),
  startTarget('hono-fetch', { environment }),
  startTarget('service', { environment }),
])

for (const { url } of subjects) await askTimes({ url, connections: 16, paths: ownPaths, requests: 300 })

for (const { connections, paths, requests } of [
  { connections: 1, paths: [path], requests: 40 },
  { connections: 16, paths: [path], requests: 160 },
  { connections: 16, paths: ownPaths, requests: 160 },
  { connections: 64, paths: [path], requests: 256 },
  { connections: 64, paths: ownPaths, requests: 256 },
]) {
  const results = subjects.map(() => ({ cpuMs: [] as number[], p50: [] as number[], p99: [] as number[] }))
  for (let round = 0; round < rounds; round++) {
    for (const [index, target] of subjects.entries()) {
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
  const decode = median(results[1]?.cpuMs ?? [])
  const what = paths.length > 1 ? 'zones of their own' : 'the same zones'
  printTable(
    `fan-out: 13 cold zones, upstream ${upstreamMs} ms, ${connections} connections, ${what}`,
    subjects.map(({ name }, index) => {
      const { cpuMs = [], p50 = [], p99 = [] } = results[index] ?? {}
      return {
        subject: name,
        'CPU ms/request': spread(cpuMs),
        'p50 over slowest, ms': median(p50),
        'p99 over slowest, ms': median(p99),
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
