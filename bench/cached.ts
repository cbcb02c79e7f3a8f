// How near to a bare handler is an answer that is all in memory? Thirteen advisories as ready bytes, the same with
// If-None-Match, and merged anew from the memory cache, as for a request with preferences.
import { closedLoop } from './support/load.ts'
import { plotBars } from './support/plot.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const rounds = 5
const seconds = 1.5
const connections = 16
const path = '/v1/marine/advisories?group=chesapeake'

const upstream = await startTarget('upstream')
const service = await startTarget('service', { environment: { MARINE_TEXT_URL: upstream.url } })
const usual = await startTarget('service', { environment: { MARINE_TEXT_URL: upstream.url, READY: 'off' } })
const first = await fetch(service.url + path)
const etag = first.headers.get('etag') ?? ''
const bytes = (await first.arrayBuffer()).byteLength
const bare = await startTarget('bare', { environment: { BARE_SOURCE: service.url + path } })

const subjects = [
  { name: 'bare handler, same bytes', target: bare, url: bare.url + path, headers: {} },
  { name: 'service, ready bytes', target: service, url: service.url + path, headers: {} },
  {
    name: 'service, ready 304',
    target: service,
    url: service.url + path,
    headers: { 'if-none-match': etag },
  },
  { name: 'service, merged from memory', target: usual, url: usual.url + path, headers: {} },
]
const results = subjects.map(() => ({
  perSecond: [] as number[],
  cpuUs: [] as number[],
  p99: [] as number[],
}))
for (let round = -1; round < rounds; round++) {
  for (const [index, { target, url, headers }] of subjects.entries()) {
    const before = await target.cpuMs()
    const { perSecond, p99, requests, errors } = await closedLoop({ url, connections, seconds, headers })
    const cpuMs = (await target.cpuMs()) - before
    if (errors > 0) throw new Error(`${errors} requests failed`)
    // The first round warms up.
    if (round < 0) continue
    results[index]?.perSecond.push(perSecond)
    results[index]?.cpuUs.push((cpuMs * 1_000) / requests)
    results[index]?.p99.push(p99)
  }
}
const reference = median(results[0]?.perSecond ?? [])
const bareCpu = median(results[0]?.cpuUs ?? [])
printTable(
  `cached: 13 advisories, ${bytes} bytes, ${connections} connections, ${rounds} rounds of ${seconds} s`,
  subjects.map(({ name }, index) => {
    const { perSecond = [], cpuUs = [], p99 = [] } = results[index] ?? {}
    return {
      subject: name,
      'requests/s': spread(perSecond, 0),
      'CPU µs/request': spread(cpuUs, 1),
      'p99 ms': median(p99),
      'of bare': (median(perSecond) / reference).toFixed(2),
      'of bare by CPU': (bareCpu / median(cpuUs)).toFixed(2),
    }
  }),
)
const bars = subjects.map(({ name }, index) => ({ label: name, values: results[index]?.perSecond ?? [] }))
plotBars('cached', { title: 'Thirteen advisories from memory', unit: 'requests/s', bars })
await Promise.all([upstream, service, usual, bare].map((target) => target.stop()))
