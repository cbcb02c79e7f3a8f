// A caller that leaves, over real sockets on both sides: work that only it asked for ends, down to the upstream's connection.
import { once } from 'node:events'
import { type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock, waitWith } from '../../src/core/clock.ts'
import { type Composed, composeService, registry } from '../../src/entry/compose.ts'
import { httpServer } from '../../src/entry/http-server.ts'
import { createNodeRuntime, type NodeRuntime } from '../../src/runtime/node/node.ts'
import { share } from '../support/effort.ts'
import { eventually } from '../support/eventually.ts'
import { createTurnstile, type Turnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'

let now = Date.UTC(2026, 10, 20, 12)
let sandbox: SandboxServer
let delays: Turnstile
let runtime: NodeRuntime
let composed: Composed
let server: Server
let url: string

beforeEach(async () => {
  now = Date.UTC(2026, 10, 20, 12)
  delays = createTurnstile()
  // Time stands still and no deadline passes: a timer ends a pause between attempts, nothing longer. At this value of random
  // admission refuses no request.
  const after = (ms: number, run: () => void) => (ms > 5_000 ? () => {} : systemClock.after(ms, run))
  const clock = { now: () => now, elapsed: () => 0, random: () => 0.999, after, wait: waitWith(after) }
  sandbox = await serveSandbox({ clock: { now: () => now, after: delays.after } })
  const variables = {
    ...sandboxUrls(sandbox.url),
    ...unhurried,
    MAX_IN_FLIGHT: '20000',
  }
  runtime = createNodeRuntime({ clock, threadFile: new URL('../../src/entry/thread.ts', import.meta.url) })
  composed = composeService({ config: readConfig(variables, registry), runtime, compresses: true })
  server = httpServer(composed)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await runtime.close()
  await sandbox.close()
})

const sailing = '/v1/reddit/top?subreddits=sailing'

/** Waits for what other turns of the event loop bring about. */
const until = (what: string, isSo: () => boolean): Promise<void> =>
  eventually(() => {
    if (!isSo()) throw new Error(`never came: ${what}`)
  })

const underWay = (): number =>
  Object.values(runtime.sender.stats()).reduce((sum, { running, pending }) => sum + running + pending, 0)

const places = (): number =>
  registry
    .flatMap(({ name }) => composed.service.built(name).view().providers)
    .reduce((sum, { concurrency }) => sum + concurrency.inUse + concurrency.queued, 0)

const asked = (): number => sandbox.sandbox.calls.length

/** Nothing that a request takes is held any more. */
const isQuiet = (): boolean =>
  composed.service.lifecycle.tally().inFlight === 0 && underWay() === 0 && places() === 0

/** A caller on a connection of its own, which can hang up. */
function call(path: string, headers: Record<string, string> = {}) {
  const outgoing = request(url + path, { headers, agent: false })
  outgoing.on('error', () => {})
  const answered = once(outgoing, 'response').then(([response]) => response as IncomingMessage)
  answered.catch(() => {})
  outgoing.end()
  return { answered, hangUp: () => outgoing.destroy() }
}

test('a caller that hangs up before the answer ends the upstream’s connection, and is counted as gone', async () => {
  sandbox.sandbox.faults.set([{ match: '/r/sailing', fault: 'never' }])
  const { hangUp } = call(sailing)
  await until('the upstream is asked', () => asked() === 1)
  expect(underWay()).toBe(1)
  hangUp()
  await until('nothing is held', isQuiet)
  expect(composed.service.lifecycle.tally()).toMatchObject({ accepted: 1, gone: 1, answered: 0 })
  expect(asked()).toBe(1)
})

test('a caller that hangs up in an open stream ends the requests it still waits for', async () => {
  sandbox.sandbox.faults.set([{ match: '/r/sailing', fault: 'trickle' }])
  const { answered, hangUp } = call('/v1/reddit/top?subreddits=boating,sailing', {
    accept: 'text/event-stream',
  })
  const response = await answered
  expect(response.headers['content-type']).toBe('text/event-stream')
  const [first] = await once(response.setEncoding('utf8'), 'data')
  expect(first).toContain('"key":"boating"')
  response.on('error', () => {})
  expect(underWay()).toBe(1)
  hangUp()
  await until('nothing is held', isQuiet)
  expect(composed.service.lifecycle.tally()).toMatchObject({ accepted: 1, gone: 1 })
})

test('a caller that hangs up does not end a request that another one shares', async () => {
  sandbox.sandbox.setLatency(1)
  const [leaver, stayer] = [call(sailing), call(sailing)]
  await until('both are in', () => composed.service.lifecycle.tally().accepted === 2 && asked() === 1)
  leaver.hangUp()
  await until('one is gone', () => composed.service.lifecycle.tally().gone === 1)
  delays.pass()
  const response = await stayer.answered
  expect(response.statusCode).toBe(200)
  response.resume()
  await until('nothing is held', isQuiet)
  expect(asked()).toBe(1)
})

test('repeated disconnects leave no timers, listeners or connections behind', async () => {
  sandbox.sandbox.faults.set([{ match: '/r/', fault: 'never' }])
  for (let round = 0; round < share(20); round++) {
    const calls = Array.from({ length: 100 }, (_, index) =>
      call(`/v1/reddit/top?subreddits=r${round}x${index}`),
    )
    await until('all are in', () => composed.service.lifecycle.tally().accepted === (round + 1) * 100)
    for (const { hangUp } of calls) hangUp()
    await until('nothing is held', isQuiet)
  }
  sandbox.sandbox.faults.clear()
  const { answered } = call(sailing)
  expect((await answered).statusCode).toBe(200)
})

const many = share(10_000)

/** Calls for one key at once; every second one leaves at once where `leaving` says so. */
async function askAtOnce({ leaving = false } = {}): Promise<{ statuses: Set<number>; requests: number }> {
  const before = asked()
  const leave = new AbortController()
  const calls = Array.from({ length: many }, (_, index) =>
    composed.app.request(sailing, {
      ...(leaving && index % 2 && { signal: leave.signal }),
    }),
  )
  if (leaving) leave.abort()
  const statuses = new Set<number>()
  for (const answer of await Promise.all(calls)) statuses.add(answer.status)
  await composed.idle()
  await until('nothing is held', isQuiet)
  return { statuses, requests: asked() - before }
}

test.each([false, true])(
  'many calls for one key at once make one request when it is cold or stale, none when it is fresh (half of them leave: %s)',
  async (leaving) => {
    const statuses = new Set(leaving ? [200, 499] : [200])
    expect(await askAtOnce({ leaving })).toEqual({ statuses, requests: 1 })
    expect((await askAtOnce({ leaving })).requests).toBe(0)
    now += 121_000
    expect((await askAtOnce({ leaving })).requests).toBe(1)
  },
)

test('many calls for a key that has just failed make no request', async () => {
  sandbox.sandbox.faults.set([{ match: '/r/sailing', fault: 'truncate' }])
  expect(await askAtOnce()).toEqual({ statuses: new Set([502]), requests: 1 })
  expect(await askAtOnce()).toEqual({ statuses: new Set([502]), requests: 0 })
})
