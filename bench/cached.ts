// How near to a bare handler is an answer that is all in memory? Thirteen advisories replayed, to anonymous callers and to a caller with a key
// and a rate; the same without the replay cache; and merged anew, asked in another order each time, also for clients that accept gzip.
import { createHash } from 'node:crypto'
import { seeded } from 'tributary-sandbox/random.ts'
import { zonesOfGroup } from '../src/sources/marine/catalogue/zone-groups.ts'
import { inTurns, ratio } from './support/in-turns.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const [rounds, seconds, connections] = [11, 0.8, 16]
const path = '/v1/marine/advisories?group=chesapeake'
const zones = zonesOfGroup('chesapeake') ?? []

const key = 'bench'
const digest = createHash('sha256').update(key).digest('hex')
const upstream = await startTarget('upstream')
const memory = { MARINE_TEXT_URL: upstream.url }
const start = (more: Record<string, string> = {}) =>
  startTarget('service', { environment: { ...memory, ...more } })
const service = await start()
const routed = await start({ READY: 'off' })
const keyed = await start({ API_KEYS: `bench:${digest}`, CLIENT_RPS: '1000000' })
const first = await fetch(service.url + path)
const etag = first.headers.get('etag') ?? ''
const bytes = (await first.arrayBuffer()).byteLength
const bare = await startTarget('bare', { environment: { BARE_SOURCE: service.url + path } })

/** More orders than are remembered: neither the query nor the answer comes again before it is forgotten. */
const random = seeded('orders')
const orders = Array.from({ length: 10_000 }, () => {
  const order = zones.map((zone) => ({ zone, at: random.next() })).sort((a, b) => a.at - b.at)
  return `/v1/marine/advisories?zones=${order.map(({ zone }) => zone).join(',')}`
})
const unchanged = { 'if-none-match': etag }
const compressed = { 'accept-encoding': 'gzip' }
const authorized = { authorization: `Bearer ${key}` }
const measured = await inTurns(
  [
    { name: 'bare handler, same bytes', target: bare, path },
    { name: 'replayed', target: service, path },
    { name: 'replayed, 304', target: service, path, headers: unchanged },
    { name: 'not replayed', target: routed, path },
    { name: 'not replayed, 304', target: routed, path, headers: unchanged },
    { name: 'replayed, with key and rate', target: keyed, path, headers: authorized },
    { name: 'merged anew, in another order', target: service, path, paths: orders },
    { name: 'merged by the route, in another order', target: routed, path, paths: orders },
    { name: 'merged anew, compressed', target: service, path, paths: orders, headers: compressed },
  ],
  { rounds, seconds, connections },
)
const [reference] = measured
printTable(
  `cached: 13 advisories, ${bytes} bytes, ${connections} connections, ${rounds} rounds of ${seconds} s`,
  measured.map(({ name, perSecond, cpuUs, p99 }) => ({
    subject: name,
    'requests/s': spread(perSecond, 0),
    'CPU µs/request': spread(cpuUs, 1),
    'p99 ms': median(p99),
    'of bare': ratio(perSecond, reference?.perSecond ?? []).toFixed(2),
    'of bare by CPU': ratio(reference?.cpuUs ?? [], cpuUs).toFixed(2),
  })),
)
const goals = [0.8, undefined, undefined, undefined, 0.6, 0.3]
for (const [index, { name, perSecond }] of measured.slice(1).entries()) {
  const min = goals[index]
  report(
    `13 advisories from memory, ${name}: requests/s of a bare handler`,
    ratio(perSecond, reference?.perSecond ?? []),
    {
      ...(min !== undefined && { min }),
      unit: ' ×',
    },
  )
}
await Promise.all([upstream, service, routed, keyed, bare].map((target) => target.stop()))
