// What do clients leave behind that disconnect at random points? Every route of the service, over real sockets on both sides; each
// request is given up after a random time, most before their answer. `node --expose-gc bench/cancellation.ts 1000000` for a million.
import { connect } from 'node:net'
import { neverAborted } from '../src/core/abort.ts'
import { systemClock } from '../src/core/clock.ts'
import { everyRoute, fill } from '../test/support/every-route.ts'
import { bytesOf } from '../test/support/raw-client.ts'
import { startSocketService } from '../test/support/socket-service.ts'
import { report } from './support/report.ts'
import { printTable } from './support/table.ts'

const requests = Number(process.argv[2] ?? 20_000)
const atOnce = 200
const maxMs = 6

const outcomes = new Map<string, number>()
const service = await startSocketService(
  { MARINE_FRESH_MS: '0', MARINE_STALE_MS: '0', MAX_IN_FLIGHT: '100000', JOBS_QUEUE: '1000' },
  {
    emit(event) {
      if (event.type !== 'request') return
      outcomes.set(event.outcome, (outcomes.get(event.outcome) ?? 0) + 1)
    },
  },
)
service.sandbox.sandbox.setLatency(2)
const routes = everyRoute(service.app)
const job = await service.submitJob()

/** Resolves when the connection has closed; true when it was the client that ended it. */
function leaveOne(): Promise<boolean> {
  const route = routes[Math.floor(Math.random() * routes.length)] ?? routes[0]
  if (!route) throw new Error('the service has no routes')
  const path = fill(route.path, { job, sandbox: service.sandbox.url })
  const body = route.body ?? ''
  const bytes = bytesOf({ ...route, path }, Math.floor(Math.random() * (body.length + 1)))
  return new Promise((resolve) => {
    let hasLeft = false
    const socket = connect(service.port, '127.0.0.1', () => socket.write(bytes))
    const timer = setTimeout(() => {
      hasLeft = true
      // A reset leaves no port behind that would have to cool down.
      socket.resetAndDestroy()
    }, Math.random() * maxMs)
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(hasLeft)
    })
    socket.resume()
  })
}

async function leaveMany(count: number): Promise<void> {
  let left = count
  const lane = async (): Promise<void> => {
    while (left-- > 0) await leaveOne()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

async function look(when: string) {
  await Promise.race([service.service.lifecycle.idle(), systemClock.wait(20_000, neverAborted)])
  await service.idle()
  await systemClock.wait(1_000, neverAborted)
  globalThis.gc?.()
  const views = service.service.sources.flatMap(({ name }) => service.service.built(name).view().providers)
  const resources = process.getActiveResourcesInfo()
  const { accepted, inFlight } = service.service.lifecycle.tally()
  return {
    when,
    accepted,
    'lines in the log': [...outcomes.values()].reduce((sum, count) => sum + count, 0),
    'in flight': inFlight,
    'places in use or queued': views.reduce((sum, { concurrency: c }) => sum + c.inUse + c.queued, 0),
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
printTable(
  `cancellation: ${requests} requests to ${routes.length} routes, each left within ${maxMs} ms, ${atOnce} at once`,
  [before, after],
)
report(
  `${after.accepted} requests, most left at a random point: lines missing in the log`,
  after.accepted - after['lines in the log'],
  {
    max: 0,
    digits: 0,
  },
)
report(
  'the same: requests in flight, permits in use or queued',
  after['in flight'] + after['places in use or queued'],
  {
    max: 0,
    digits: 0,
  },
)
const told = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
console.log(`\n${(requests / seconds).toFixed(0)} requests/s; ${told}`)
await service.close()
