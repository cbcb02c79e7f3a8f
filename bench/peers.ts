// What does a cold answer cost against what a user would write instead? Bare `node:http` + undici, and plain Hono + `fetch`, each
// with one regular expression; ours with every guard, the log and metrics on, as advisories (periods are not typed) and as
// forecasts (all of them are). Thirteen distinct zones a request, in turns, in one run.
import { coldEnvironment, coldRounds, ownZones, warm } from './support/cold-zones.ts'
import { ratio } from './support/in-turns.ts'
import { report } from './support/report.ts'
import { printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const [rounds, upstreamMs] = [7, 20]
const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: String(upstreamMs) } })
const environment = coldEnvironment(upstream.url)
const [bare, hono, service] = await Promise.all([
  startTarget('gather-regex', { environment }),
  startTarget('hono-fetch', { environment }),
  startTarget('service', { environment }),
])
const advisories = ownZones('/v1/marine/advisories')
const subjects = [
  { name: 'bare node:http + undici', target: bare, paths: advisories },
  { name: 'Hono + fetch', target: hono, paths: advisories },
  { name: 'ours, advisories', target: service, paths: advisories },
  { name: 'ours, forecasts', target: service, paths: ownZones('/v1/marine/forecasts') },
]
await warm(subjects)

for (const { connections, requests } of [
  { connections: 1, requests: 40 },
  { connections: 16, requests: 160 },
  { connections: 64, requests: 256 },
]) {
  const results = await coldRounds(subjects, { upstream, rounds, connections, requests })
  const peer = results[1]?.cpuMs ?? []
  // There are fewer lists of zones than that: some requests share flights.
  const shares = connections > advisories.length ? ' (a sixth of the zones shared)' : ''
  printTable(
    `peers: 13 cold zones of their own, upstream ${upstreamMs} ms, ${connections} connections`,
    results.map(({ name, cpuMs, p50 }) => ({
      subject: name,
      'CPU ms/request': spread(cpuMs),
      'of Hono + fetch': ratio(cpuMs, peer).toFixed(2),
      'p50 over slowest, ms': spread(p50),
    })),
  )
  for (const [index, what, max] of [
    [2, 'advisories', 1.5],
    [3, 'forecasts', 2],
  ] as const) {
    report(
      `13 cold ${what}, ${connections} connection${connections === 1 ? '' : 's'}${shares}: CPU of Hono + fetch + one regular expression`,
      ratio(results[index]?.cpuMs ?? [], peer),
      { max, unit: ' ×' },
    )
  }
}
await Promise.all([upstream, bare, hono, service].map((target) => target.stop()))
