// What does the composed answer cost: a place, three zones, their alerts and two subreddits? Cold, from memory, and ready.

import { sandboxUrls } from '../src/sandbox/urls.ts'
import { closedLoop } from './support/load.ts'
import { plotBars } from './support/plot.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const rounds = 4
const seconds = 2
const connections = 16
const path = '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'

const sandbox = await startTarget('sandbox')
const urls = { ...sandboxUrls(sandbox.url), GEOCODE_RPS: '0', REDDIT_RPS: '0' }
const never = Object.fromEntries(
  ['MARINE', 'GEOCODE', 'ALERTS', 'REDDIT'].map((source) => [`${source}_FRESH_MS`, '0']),
)
const subjects = [
  {
    name: 'cold, flights shared',
    target: await startTarget('service', { environment: { ...urls, ...never } }),
  },
  { name: 'from memory', target: await startTarget('service', { environment: { ...urls, READY: 'off' } }) },
  { name: 'ready bytes', target: await startTarget('service', { environment: urls }) },
]
const results = subjects.map(() => ({
  perSecond: [] as number[],
  cpuUs: [] as number[],
  p99: [] as number[],
}))
for (let round = -1; round < rounds; round++) {
  for (const [index, { target }] of subjects.entries()) {
    const before = await target.cpuMs()
    const load = await closedLoop({ url: target.url + path, connections, seconds })
    const cpuMs = (await target.cpuMs()) - before
    if (load.errors > 0) throw new Error(`${load.errors} requests failed`)
    // The first round warms up.
    if (round < 0) continue
    results[index]?.perSecond.push(load.perSecond)
    results[index]?.cpuUs.push((cpuMs * 1_000) / load.requests)
    results[index]?.p99.push(load.p99)
  }
}
printTable(
  `briefing: 9 parts, ${connections} connections, ${rounds} rounds of ${seconds} s`,
  subjects.map(({ name }, index) => {
    const { perSecond = [], cpuUs = [], p99 = [] } = results[index] ?? {}
    return {
      subject: name,
      'requests/s': spread(perSecond, 0),
      'CPU µs/request': spread(cpuUs, 1),
      'p99 ms': median(p99),
    }
  }),
)
const bars = subjects.map(({ name }, index) => ({ label: name, values: results[index]?.cpuUs ?? [] }))
plotBars('briefing', { title: 'One briefing', unit: 'CPU µs per request', bars })
await Promise.all([sandbox, ...subjects.map(({ target }) => target)].map((target) => target.stop()))
