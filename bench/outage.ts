// What do callers notice when the Redis that instances share is killed, started again, and stands still? Every request has to
// ask for its value: nothing is fresh for longer than 100 ms.
import { setTimeout as sleep } from 'node:timers/promises'
import { searchZones } from '../src/sources/marine/catalogue/search-zones.ts'
import { startRedis } from '../test/support/redis-server.ts'
import { openLoop, type Sent } from './support/open-loop.ts'
import { report } from './support/report.ts'
import { printTable } from './support/table.ts'
import { startTarget } from './support/target.ts'

const perSecond = 40
const seconds = 26
const redis = await startRedis()
const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: '10' } })
const service = await startTarget('service', {
  environment: {
    MARINE_TEXT_URL: upstream.url,
    REDIS_URL: redis.url,
    READY: 'off',
    MARINE_FRESH_MS: '100',
    MARINE_STALE_MS: '0',
  },
})
const page = searchZones({ prefix: 'GMZ', limit: 50 })
if (!page.ok) throw new Error('no zones')
const zones = page.zones.map(({ id }) => id)
const url = (index: number): string =>
  `${service.url}/v1/marine/forecasts?zones=${zones[index % zones.length]}`
await openLoop({ url, perSecond, seconds: 3 })

const startedAt = performance.now()
const at = async (second: number, work: () => unknown): Promise<void> => {
  await sleep(second * 1_000 - (performance.now() - startedAt))
  await work()
}
const isUp = async (): Promise<boolean> =>
  /redis_up\{use="shared"[^}]*\} 1/.test(await (await fetch(`${service.url}/metrics`)).text())
let restartedAt = 0
let backMs = 0
const script = async (): Promise<void> => {
  await at(6, redis.kill)
  await at(12, redis.restart)
  restartedAt = performance.now()
  while (!(await isUp())) await sleep(20)
  backMs = performance.now() - restartedAt
  await at(18, redis.freeze)
  await at(22, redis.thaw)
}
const [sent] = await Promise.all([openLoop({ url, perSecond, seconds }), script()])

const windows: [string, number, number][] = [
  ['ordinary', 0, 6],
  ['killed: first half second', 6, 6.5],
  ['until two seconds after', 6.5, 8],
  ['from then on', 8, 12],
  ['started again', 12, 13],
  ['from then on', 13, 18],
  ['stands still: first half second', 18, 18.5],
  ['until two seconds after', 18.5, 20],
  ['from then on', 20, 22],
  ['answers again', 22, 24],
  ['from then on', 24, 26],
]
const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
printTable(
  `outage: ${perSecond} requests/s, all of them asked for, upstream 10 ms; used again ${backMs.toFixed(0)} ms after the start`,
  windows.map(([name, from, to]) => {
    const within = (sent as Sent[]).filter(({ dueMs }) => dueMs >= from * 1_000 && dueMs < to * 1_000)
    const times = within.map(({ tookMs }) => tookMs)
    return {
      window: name,
      requests: within.length,
      failed: within.filter(({ status }) => status !== 200).length,
      'p50 ms': quantile(times, 0.5).toFixed(1),
      'p99 ms': quantile(times, 0.99).toFixed(1),
      'max ms': quantile(times, 1).toFixed(1),
    }
  }),
)
const failed = (sent as Sent[]).filter(({ status }) => status !== 200).length
report('shared Redis killed, started again, frozen: requests that failed', failed, { max: 0, digits: 0 })
report('shared Redis started again: used again after', backMs, { digits: 0, unit: ' ms' })
await Promise.all([upstream, service].map((target) => target.stop()))
await redis.close()
