// How much memory does the process take: at rest, with 10 000 distinct keys, and after mixed traffic? It must be bounded by
// the configured cache, and not by what is asked.

import { sandboxUrls } from '../src/sandbox/urls.ts'
import { closedLoop } from './support/load.ts'
import { plotBars } from './support/plot.ts'
import { printTable } from './support/table.ts'
import { startTarget } from './support/target.ts'

const cacheMb = 64
const sandbox = await startTarget('sandbox')
const service = await startTarget('service', {
  environment: {
    ...sandboxUrls(sandbox.url),
    GEOCODE_RPS: '0',
    REDDIT_RPS: '0',
    REDDIT_CONCURRENCY: '64',
    CACHE_BYTES: String(cacheMb * 1_000_000),
  },
  nodeOptions: ['--expose-gc'],
})

interface Sample {
  subject: string
  rssMb: number
  heapMb: number
  entries: number
  cacheMb: number
}
const samples: Sample[] = []
async function sample(subject: string): Promise<void> {
  await service.ask('collect')
  const { rss, heapUsed } = await service.ask<NodeJS.MemoryUsage>('memory')
  const view = (await (await fetch(`${service.url}/v1/sources`)).json()) as {
    sources: { cache: { entries: number; bytes: number } }[]
  }
  const sum = (field: 'entries' | 'bytes'): number =>
    view.sources.reduce((all, { cache }) => all + cache[field], 0)
  samples.push({
    subject,
    rssMb: rss / 1e6,
    heapMb: heapUsed / 1e6,
    entries: sum('entries'),
    cacheMb: sum('bytes') / 1e6,
  })
}

await sample('at rest')
const periods = ['hour', 'day', 'week', 'month', 'year']
let asked = 0
const lane = async (): Promise<void> => {
  while (asked < 10_000) {
    const first = asked
    asked += 20
    const names = Array.from({ length: 20 }, (_, index) => `k${first + index}`).join()
    const t = periods[(first / 20) % periods.length]
    const response = await fetch(`${service.url}/v1/reddit/top?subreddits=${names}&t=${t}&limit=25`)
    await response.arrayBuffer()
  }
}
await Promise.all(Array.from({ length: 4 }, lane))
await sample('after 10 000 distinct keys')

const mixed = [
  '/v1/marine/forecasts?group=chesapeake',
  '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing',
  '/v1/marine/zones?q=bay',
  '/v1/geocode?place=Norfolk',
  '/v1/marine/advisories?near=38.97,-76.49&count=5',
]
for (const path of mixed) await closedLoop({ url: service.url + path, connections: 32, seconds: 4 })
await sample('after mixed traffic')

printTable(
  `memory: CACHE_BYTES ${cacheMb} MB; goal: RSS at most ${cacheMb + 120} MB`,
  samples.map(({ subject, rssMb, heapMb, entries, cacheMb: cached }) => ({
    subject,
    'RSS MB': Math.round(rssMb),
    'heap MB': Math.round(heapMb),
    entries,
    'cached MB': cached,
  })),
)
const bars = samples.map(({ subject, rssMb }) => ({ label: subject, values: [rssMb] }))
plotBars('memory', { title: 'Resident memory', unit: 'MB', bars })
await Promise.all([sandbox.stop(), service.stop()])
