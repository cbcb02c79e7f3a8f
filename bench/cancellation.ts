// What do callers leave behind who hang up at random points? Real sockets to an upstream that takes a few milliseconds; each
// request is given up after a random time, most before their answer. `node --expose-gc bench/cancellation.ts 1000000` for a million.
import { readConfig } from '../src/config/config.ts'
import { systemClock } from '../src/core/clock.ts'
import { composeService, registry } from '../src/entry/compose.ts'
import { createNodeRuntime } from '../src/runtime/node/node.ts'
import { allZones } from '../src/sources/marine/catalogue/zones.ts'
import { printTable } from './support/table.ts'
import { startTarget } from './support/target.ts'

const requests = Number(process.argv[2] ?? 250_000)
const atOnce = 400
const longestMs = 6

const upstream = await startTarget('upstream', { environment: { UPSTREAM_MS: '2' } })
const variables = {
  MARINE_TEXT_URL: upstream.url,
  NWS_API_URL: upstream.url,
  MARINE_FRESH_MS: '0',
  MARINE_CONCURRENCY: '128',
  MAX_IN_FLIGHT: '100000',
}
const runtime = createNodeRuntime({
  clock: systemClock,
  threadFile: new URL('../src/entry/thread.ts', import.meta.url),
})
const { app, service, idle } = composeService({
  config: readConfig(variables, registry),
  runtime,
  compresses: false,
})
const zones = allZones().map(({ id }) => id)

async function leaveOne(): Promise<number> {
  const client = new AbortController()
  const zone = zones[Math.floor(Math.random() * zones.length)]
  const timer = setTimeout(() => client.abort(), Math.random() * longestMs)
  const response = await app.request(`/v1/marine/forecasts?zones=${zone}`, { signal: client.signal })
  await response.text()
  clearTimeout(timer)
  return response.status
}

const statuses = new Map<number, number>()
async function leaveMany(count: number): Promise<void> {
  let left = count
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const status = await leaveOne()
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

async function look(when: string) {
  await idle()
  await systemClock.wait(1_000, new AbortController().signal)
  globalThis.gc?.()
  const [marine] = service.sources.map(({ name }) => service.built(name).view())
  const resources = process.getActiveResourcesInfo()
  const { inFlight } = service.lifecycle.tally()
  return {
    when,
    'in flight': inFlight,
    'places in use': marine?.providers.reduce((sum, { concurrency }) => sum + concurrency.inUse, 0) ?? 0,
    queued: marine?.providers.reduce((sum, { concurrency }) => sum + concurrency.queued, 0) ?? 0,
    timers: resources.filter((name) => name === 'Timeout').length,
    sockets: resources.filter((name) => name === 'TCPSocketWrap').length,
    'heap MB': process.memoryUsage().heapUsed / 1e6,
  }
}

// A tenth first: code is compiled, pools are filled, and the heap has its usual size.
await leaveMany(Math.ceil(requests / 10))
const before = await look('after the first tenth')
const startedAt = performance.now()
await leaveMany(requests)
const seconds = (performance.now() - startedAt) / 1_000
const after = await look(`after ${requests} more`)
printTable(`cancellation: ${requests} requests, each left within ${longestMs} ms, ${atOnce} at once`, [
  before,
  after,
])
const told = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
console.log(`\n${(requests / seconds).toFixed(0)} requests/s; answers: ${told} (499: the caller had gone)`)
await runtime.close()
await upstream.stop()
