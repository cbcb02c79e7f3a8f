import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { drain } from '../../src/entry/drain.ts'
import { listen } from '../../src/entry/listen.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

async function setUp() {
  const clock = createVirtualClock()
  const inFlight: ServerResponse[] = []
  let arrived: (() => void)[] = []
  const server = createServer((_request, response) => {
    inFlight.push(response)
    for (const tell of arrived) tell()
    arrived = []
  })
  const listener = await listen(server, { host: '127.0.0.1', port: 0 }, clock)
  const { port } = listener
  const agent = new Agent({ keepAlive: true })
  let aborts = 0
  const ask = (): Promise<{ status: number; connection: string | undefined }> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ port, agent, path: '/' }, (incoming: IncomingMessage) => {
        const { statusCode = 0, headers } = incoming
        incoming.resume()
        incoming.on('end', () => resolve({ status: statusCode, connection: headers.connection }))
        incoming.on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  return {
    clock,
    /** What requests in flight do when they are given up. */
    drain: (onAbort = () => {}) =>
      drain({
        server: listener,
        clock,
        graceMs: 10_000,
        abort() {
          aborts++
          onAbort()
        },
      }),
    aborts: () => aborts,
    inFlight,
    ask,
    /** Sends a request, and resolves once it is in flight. */
    async hold() {
      const arrival = new Promise<void>((resolve) => arrived.push(resolve))
      const answer = ask()
      await arrival
      return { answer }
    },
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

test('finishes requests in flight, accepts no new ones, and leaves no timer', async () => {
  await using up = await setUp()
  const { answer } = await up.hold()
  const { done } = up.drain()
  await expect(up.ask()).rejects.toThrow('ECONNREFUSED')
  up.inFlight[0]?.end('done')
  expect(await answer).toMatchObject({ status: 200 })
  // The connection that has become idle is found by the next sweep.
  await up.clock.advance(50)
  expect(await done).toEqual({ forced: false })
  expect([up.aborts(), up.clock.timers]).toEqual([0, 0])
})

test.each([
  ['after the grace period', false],
  ['on a second signal', true],
])('answers the remaining requests with an error %s', async (_, isHurried) => {
  await using up = await setUp()
  const { answer } = await up.hold()
  const { done, hurry } = up.drain(() => up.inFlight[0]?.writeHead(503).end())
  if (isHurried) hurry()
  else await up.clock.advance(10_000)
  expect(await answer).toMatchObject({ status: 503 })
  await up.clock.advance(50)
  expect(await done).toEqual({ forced: false })
  expect([up.aborts(), up.clock.timers]).toEqual([1, 0])
})

test('a process that was stalled after the grace gets its time for the last answers again', async () => {
  await using up = await setUp()
  const { answer } = await up.hold()
  const { after } = up.clock
  const { done } = up.drain(() => {
    // The next timer is the one that cuts the connections.
    up.clock.after = (ms, run) => {
      up.clock.after = after
      return after(ms + 2_000, run)
    }
  })
  await up.clock.advance(10_000)
  await up.clock.advance(2_500)
  up.inFlight[0]?.writeHead(503).end()
  expect(await answer).toMatchObject({ status: 503 })
  await up.clock.advance(50)
  expect(await done).toEqual({ forced: false })
})

test.each([
  ['after the grace', false, 10_499],
  ['in a hurry', true, 499],
])('cuts the connections of requests that never end, %s', async (_, isHurried, beforeMs) => {
  await using up = await setUp()
  const { answer } = await up.hold()
  const broken = expect(answer).rejects.toThrow('socket hang up')
  const { done, hurry } = up.drain()
  if (isHurried) hurry()
  await up.clock.advance(beforeMs)
  expect(up.aborts()).toBe(1)
  await up.clock.advance(1)
  expect(await done).toEqual({ forced: true })
  await broken
  expect(up.clock.timers).toBe(0)
})

test('an idle server closes at once, and a second signal has no effect', async () => {
  await using up = await setUp()
  const { done, hurry } = up.drain()
  expect(await done).toEqual({ forced: false })
  hurry()
  expect([up.aborts(), up.clock.timers]).toEqual([0, 0])
})
