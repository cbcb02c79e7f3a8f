import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { Agent, request } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultRule } from '../src/faults/fault.ts'
import { type SandboxServer, serveSandbox } from '../src/server.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'

const path = '/reddit/r/sailing/top.json?limit=3'

let clock: ManualClock
let server: SandboxServer
let agent: Agent

beforeEach(async () => {
  clock = manualClock()
  server = await serveSandbox({ clock })
  agent = new Agent({ pipelining: 1 })
})

afterEach(async () => {
  await agent.destroy()
  await server.close()
})

const ask = (signal?: AbortSignal) =>
  request(`${server.url}${path}`, { dispatcher: agent, signal: signal ?? null })

const play = (rule: Omit<FaultRule, 'match'>): void =>
  server.sandbox.faults.set([{ match: '/r/sailing', ...rule }])

/** A bare socket that has asked; `heard` grows with what comes back. */
async function bareSocket(): Promise<{ socket: Socket; heard: () => string; next: () => Promise<unknown> }> {
  const socket = connect(server.port, '127.0.0.1')
  socket.setEncoding('utf8').on('error', () => {})
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nhost: sandbox\r\n\r\n`)
  return { socket, heard: () => text, next: () => once(socket, 'data') }
}

/** Resolves when the fault has begun to wait. */
async function timerStarted(): Promise<void> {
  while (clock.waiting().length === 0) await new Promise((resolve) => setImmediate(resolve))
}

async function asked(): Promise<void> {
  while (server.sandbox.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
}

test('it answers over a real socket and says where it is', async () => {
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
  const { statusCode, body } = await ask()
  expect([statusCode, await body.json()]).toMatchObject([200, { data: { dist: 3 } }])
})

test('never: not a byte comes, and closing the server ends the connection', async () => {
  play({ fault: 'never' })
  const { socket, heard } = await bareSocket()
  await asked()
  const closed = new Promise((resolve) => socket.on('close', resolve))
  await server.close()
  await closed
  expect(heard()).toBe('')
})

test('never: a client that leaves is let go', async () => {
  play({ fault: 'never', times: 1 })
  const leaver = new AbortController()
  const pending = ask(leaver.signal)
  await asked()
  leaver.abort(new Error('enough'))
  await expect(pending).rejects.toThrow('enough')
  expect((await ask()).statusCode).toBe(200)
})

test('slow-headers: a header grows by a byte at a time and never ends', async () => {
  play({ fault: 'slow-headers', delayMs: 40 })
  const { socket, heard, next } = await bareSocket()
  await next()
  await timerStarted()
  for (let count = 0; count < 3; count++) {
    expect(clock.waiting()).toEqual([40])
    clock.fire()
    await next()
  }
  expect(heard()).toBe('HTTP/1.1 200 OK\r\nx-slow: zzz')
  socket.destroy()
  while (clock.waiting().length > 0) await new Promise((resolve) => setImmediate(resolve))
})

test('trickle: whole headers come at once, then the body byte by byte', async () => {
  play({ fault: 'trickle' })
  const leaver = new AbortController()
  const { statusCode, headers, body } = await ask(leaver.signal)
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=UTF-8'])
  const chunks = body[Symbol.asyncIterator]()
  await timerStarted()
  let text = ''
  for (let count = 0; count < 4; count++) {
    clock.fire()
    text += (await chunks.next()).value
  }
  expect(text).toBe('{"ki')
  leaver.abort()
  await expect(chunks.next()).rejects.toThrow()
  while (clock.waiting().length > 0) await new Promise((resolve) => setImmediate(resolve))
})

test.each(['refuse', 'reset'] as const)(
  '%s: the connection is reset before there are headers',
  async (fault) => {
    play({ fault })
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' })
  },
)

test('refuse sends not a byte, reset stops in the middle of the headers', async () => {
  const hear = async (fault: 'refuse' | 'reset'): Promise<string> => {
    play({ fault })
    const { socket, heard } = await bareSocket()
    await new Promise((resolve) => socket.on('close', resolve))
    return heard()
  }
  expect(await hear('refuse')).toBe('')
  expect(await hear('reset')).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: appl$/)
})

test('reset-body: half of the promised body comes, then a reset', async () => {
  play({ fault: 'reset-body' })
  const { statusCode, headers, body } = await ask()
  expect(statusCode).toBe(200)
  expect(Number(headers['content-length'])).toBeGreaterThan(1_000)
  await expect(body.text()).rejects.toThrow()
})

test('garbage: what comes is not HTTP', async () => {
  play({ fault: 'garbage' })
  await expect(ask()).rejects.toMatchObject({ name: 'HTTPParserError' })
})

test('giant: more than 50 MB come, and a client that stops reading stops it', async () => {
  play({ fault: 'giant' })
  const { body } = await ask()
  let bytes = 0
  for await (const chunk of body) bytes += chunk.byteLength
  expect(bytes).toBeGreaterThan(50 * 1024 * 1024)
  const { body: unread } = await ask()
  unread.on('error', () => {}).destroy()
  await server.close()
})

test('gzip-bomb: a small body becomes more than a hundred times as large', async () => {
  play({ fault: 'gzip-bomb' })
  const { headers, body } = await ask()
  expect(headers['content-encoding']).toBe('gzip')
  const packed = Buffer.from(await body.arrayBuffer())
  expect(gunzipSync(packed).byteLength / packed.byteLength).toBeGreaterThan(100)
})

test('a content fault works over sockets too', async () => {
  play({ fault: '429', retryAfter: 7 })
  const { statusCode, headers, body } = await ask()
  await body.dump()
  expect([statusCode, headers['retry-after']]).toEqual([429, '7'])
})

test('a client that disconnects during a delay clears its timer', async () => {
  play({ fault: 'delay', delayMs: 5_000 })
  const leaver = new AbortController()
  const pending = ask(leaver.signal)
  await timerStarted()
  expect(clock.waiting()).toEqual([5_000])
  leaver.abort()
  await expect(pending).rejects.toThrow()
  while (clock.waiting().length > 0) await new Promise((resolve) => setImmediate(resolve))
})

test('closing twice has no further effect', async () => {
  await Promise.all([server.close(), server.close()])
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a port in use is an error', async () => {
  await expect(serveSandbox({ clock, port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
