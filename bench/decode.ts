// When is it worth sending a body to a thread? Time and main-thread CPU of one decode by size, inline and on a thread, and
// how late the event loop gets while 1 MB listings stream through the service.
import { eventLoopUtilization } from 'node:perf_hooks'
import { neverAborted } from '../src/core/abort.ts'
import { decodersOf, features } from '../src/features/index.ts'
import { createNodeRuntime } from '../src/runtime/node/node.ts'
import { listingOf } from './support/listing.ts'
import { closedLoop } from './support/load.ts'
import { openLoop } from './support/open-loop.ts'
import { report } from './support/report.ts'
import { median, printTable, spread } from './support/table.ts'
import { startTarget } from './support/target.ts'

const name = 'reddit/reddit-public'
const decode = decodersOf(features).get(name)
if (!decode) throw new Error(`no decoder is called ${name}`)
const input = { subreddit: 'sailing', t: 'day', limit: 25 }
const runtime = createNodeRuntime({ threadFile: new URL('../src/entry/thread.ts', import.meta.url) })

const rows: Record<string, string>[] = []
for (const kilobytes of [16, 64, 256, 1_000, 2_000]) {
  const body = listingOf(kilobytes * 1_000)
  const cells: Record<string, string> = { body: `${kilobytes} KB` }
  for (const [where, offloadAbove] of [
    ['inline', Number.POSITIVE_INFINITY],
    ['thread', 0],
  ] as const) {
    const wall: number[] = []
    const busy: number[] = []
    for (let round = -20; round < 60; round++) {
      const before = eventLoopUtilization()
      const startedAt = performance.now()
      await runtime.decode({ name, decode, body, input, offloadAbove }, neverAborted)
      const took = performance.now() - startedAt
      await new Promise((resolve) => setImmediate(resolve))
      if (round < 0) continue
      wall.push(took)
      busy.push(eventLoopUtilization(before).active)
    }
    cells[`${where}, ms`] = spread(wall)
    cells[`${where}, loop busy ms`] = spread(busy)
  }
  rows.push(cells)
}
printTable('decode: one listing, time to the value and time that the event loop was busy', rows)
await runtime.close()

const upstream = await startTarget('large-listings', { environment: { LISTING_BYTES: '1000000' } })
const service = await startTarget('service', {
  environment: { REDDIT_URL: upstream.url, REDDIT_RPS: '0', REDDIT_FRESH_MS: '0' },
})
const listings = `${service.url}/v1/reddit/top?subreddits=sailing&limit=25`
const probes = `${service.url}/healthz`
const subjects = [
  { label: 'only probes', load: () => openLoop({ url: () => probes, perSecond: 50, seconds: 3 }) },
  {
    label: 'listings, 50 a second',
    load: () => openLoop({ url: () => listings, perSecond: 50, seconds: 3 }),
  },
  {
    label: 'listings, all it can',
    load: () => closedLoop({ url: listings, connections: 4, seconds: 3 }),
  },
].map((subject) => ({ ...subject, values: [] as number[] }))
for (let round = -1; round < 4; round++) {
  for (const { load, values } of subjects) {
    await service.ask('loopDelay')
    await load()
    const { p99 } = await service.ask<{ p99: number }>('loopDelay')
    if (round >= 0) values.push(p99)
  }
}
printTable(
  'decode: 1 MB listings through the service, none cached',
  subjects.map(({ label, values }) => ({ subject: label, 'event-loop delay p99, ms': spread(values) })),
)
for (const [index, { label, values }] of subjects.entries()) {
  if (index > 0)
    report(`event-loop delay p99, 1 MB ${label}`, median(values), {
      ...(index === 1 && { max: 10 }),
      unit: ' ms',
    })
}
await Promise.all([upstream.stop(), service.stop()])
