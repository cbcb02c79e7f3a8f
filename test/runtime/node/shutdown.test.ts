import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createDrain, type DrainOptions } from '../../../src/runtime/node/shutdown.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

async function setUp(options: Partial<DrainOptions> = {}) {
  const clock = createVirtualClock()
  const inFlight: ServerResponse[] = []
  const told: string[] = []
  let arrived: (() => void)[] = []
  const server = createServer((_request, response) => {
    inFlight.push(response)
    for (const tell of arrived) tell()
    arrived = []
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  const drain = createDrain({
    server,
    clock,
    graceMs: 10_000,
    abort: () => told.push('abort'),
    endStreams: () => told.push('streams'),
    ...options,
  })
  const ask = (): Promise<{ status: number; connection: string | undefined }> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ port, agent, path: '/' }, (incoming: IncomingMessage) => {
        incoming.resume()
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, connection: incoming.headers.connection }),
        )
        incoming.on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  return {
    clock,
    drain,
    told,
    inFlight,
    ask,
    /** Resolves once one more request is in flight. */
    arrival: () => new Promise<void>((resolve) => arrived.push(resolve)),
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

test('lets what is in flight finish, accepts nothing new, and leaves no timer', async () => {
  await using up = await setUp()
  const arrived = up.arrival()
  const answer = up.ask()
  await arrived
  const drained = up.drain()
  await expect(up.ask()).rejects.toThrow('ECONNREFUSED')
  up.inFlight[0]?.end('done')
  expect(await answer).toMatchObject({ status: 200 })
  // The connection that has become idle is found by the next sweep.
  await up.clock.advance(50)
  expect(await drained).toEqual({ forced: false })
  expect([up.told, up.clock.timers]).toEqual([['streams'], 0])
})

test('ends streams at once, so that they do not use up the grace', async () => {
  const ended: ServerResponse[] = []
  await using up = await setUp({ endStreams: () => ended.push(...up.inFlight) })
  const arrived = up.arrival()
  const answer = up.ask()
  await arrived
  up.inFlight[0]?.write('event: part\n\n')
  const drained = up.drain()
  expect(ended).toHaveLength(1)
  ended[0]?.end()
  expect(await answer).toMatchObject({ status: 200 })
  await up.clock.advance(50)
  expect(await drained).toEqual({ forced: false })
})

test('after the grace gives up on what is in flight, which may still say so', async () => {
  await using up = await setUp({ abort: () => up.inFlight[0]?.writeHead(503).end() })
  const arrived = up.arrival()
  const answer = up.ask()
  await arrived
  const drained = up.drain()
  await up.clock.advance(10_000)
  expect(await answer).toMatchObject({ status: 503 })
  await up.clock.advance(50)
  expect(await drained).toEqual({ forced: false })
})

test('cuts the connections of requests that never end', async () => {
  await using up = await setUp({ lastMs: 500 })
  const arrived = up.arrival()
  const answer = expect(up.ask()).rejects.toThrow('socket hang up')
  await arrived
  const drained = up.drain()
  await up.clock.advance(10_499)
  expect(up.told).toEqual(['streams', 'abort'])
  await up.clock.advance(1)
  expect(await drained).toEqual({ forced: true })
  await answer
  expect(up.clock.timers).toBe(0)
})

test('a second call does not wait', async () => {
  await using up = await setUp()
  const arrived = up.arrival()
  const answer = expect(up.ask()).rejects.toThrow('socket hang up')
  await arrived
  const [first, second] = [up.drain(), up.drain()]
  expect(await Promise.all([first, second])).toEqual([{ forced: true }, { forced: true }])
  await answer
  expect([up.told, up.clock.timers]).toEqual([['streams', 'abort'], 0])
})

test('goes on accepting for as long as it gives notice', async () => {
  await using up = await setUp({ noticeMs: 3_000 })
  const drained = up.drain()
  await up.clock.advance(2_999)
  const arrived = up.arrival()
  const answer = up.ask()
  await arrived
  await up.clock.advance(1)
  expect(up.told).toEqual(['streams'])
  up.inFlight[0]?.end('done')
  expect(await answer).toMatchObject({ status: 200 })
  await up.clock.advance(50)
  expect(await drained).toEqual({ forced: false })
})

test('a second call during the notice ends it', async () => {
  await using up = await setUp({ noticeMs: 3_000 })
  const first = up.drain()
  await up.drain()
  await expect(up.ask()).rejects.toThrow('ECONNREFUSED')
  expect([(await first).forced, up.clock.timers]).toEqual([true, 0])
})

test('an idle server is down at once', async () => {
  await using up = await setUp()
  expect(await up.drain()).toEqual({ forced: false })
  expect(up.clock.timers).toBe(0)
})
