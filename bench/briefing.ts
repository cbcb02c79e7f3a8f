// What does the composed answer cost: a place, three zones, their alerts and two subreddits? Cold, from memory, and replayed.

import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { inTurns } from './support/in-turns.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const [rounds, seconds, connections] = [7, 1, 16]
const path = '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'

const sandbox = await startTarget('sandbox')
const urls = { ...sandboxUrls(sandbox.url), GEOCODE_RPS: '0', REDDIT_RPS: '0' }
const never = Object.fromEntries(
  ['MARINE', 'GEOCODE', 'ALERTS', 'REDDIT'].map((source) => [`${source}_FRESH_MS`, '0']),
)
const subjects = [
  {
    name: 'cold, flights shared',
    path,
    target: await startTarget('service', { environment: { ...urls, ...never } }),
  },
  {
    name: 'replay cache off',
    path,
    target: await startTarget('service', { environment: { ...urls, READY: 'off' } }),
  },
  { name: 'replayed', path, target: await startTarget('service', { environment: urls }) },
]
const measured = await inTurns(subjects, { rounds, seconds, connections })
printTable(
  `briefing: 9 parts, ${connections} connections, ${rounds} rounds of ${seconds} s`,
  measured.map(({ name, perSecond, cpuUs, p99 }) => ({
    subject: name,
    'requests/s': spread(perSecond, 0),
    'CPU µs/request': spread(cpuUs, 1),
    'p99 ms': median(p99),
  })),
)
for (const { name, cpuUs } of measured)
  report(`briefing of 9 parts, ${name}: CPU`, median(cpuUs), { digits: 0, unit: ' µs' })
await Promise.all([sandbox, ...subjects.map(({ target }) => target)].map((target) => target.stop()))
