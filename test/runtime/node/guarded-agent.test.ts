import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { readBounded } from '../../../src/core/bytes.ts'
import { isWithinReach, type Resolved } from '../../../src/runtime/node/guarded-agent.ts'
import { createSend, type SendOptions } from '../../../src/runtime/node/send.ts'
import type { Reach } from '../../../src/runtime/runtime.ts'
import { listen } from '../../support/listen.ts'
import { type Answer, loopback, whole } from './loopback.ts'

const publicOnly: Reach = { isNamed: false, isLocal: false }
const local: Reach = { isNamed: true, isLocal: true }
const v4 = (address: string): Resolved => ({ address, family: 4 })

/** A server on loopback, and a sender for which names resolve as scripted, one list a look-up, the last one for ever. */
async function setUp(answers: Record<string, Answer>, names: readonly Resolved[][], options?: SendOptions) {
  const server = await loopback(answers)
  const { port } = new URL(server.url('/'))
  const asked: string[] = []
  const judged: string[] = []
  const sender = createSend({
    ...options,
    guard: {
      async resolve(name) {
        asked.push(name)
        return names[Math.min(asked.length, names.length) - 1] ?? []
      },
      ...(options?.guard ?? {
        mayConnect(address, reach) {
          judged.push(address)
          return isWithinReach(address, reach)
        },
      }),
    },
  })
  return {
    server,
    asked,
    judged,
    send: (host: string, path: string, reach: Reach = publicOnly) =>
      sender.send(
        { method: 'GET', url: `http://${host}:${port}${path}`, headers: {}, maxBytes: 1_000, reach },
        new AbortController().signal,
      ),
    stats: sender.stats,
    async [Symbol.asyncDispose]() {
      await sender.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const refusal = { name: 'AppError', code: 'forbidden', retry: false, wasAsked: false }

test('a literal address that is not public is refused without resolving anything', async () => {
  await using up = await setUp({}, [])
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '0', '10.0.0.1']) {
    await expect(up.send(host, '/'), host).rejects.toMatchObject(refusal)
  }
  expect([up.server.taken, up.asked]).toEqual([0, []])
  expect(up.judged).toContain('127.0.0.1')
})

test('a name is refused if any of its addresses is this machine', async () => {
  for (const found of [
    [v4('127.0.0.1')],
    [v4('192.0.78.24'), v4('127.0.0.1')],
    [{ address: '::1', family: 6 as const }],
  ]) {
    await using up = await setUp({}, [found])
    await expect(up.send('page.test', '/')).rejects.toMatchObject(refusal)
    expect([up.server.taken, up.asked]).toEqual([0, ['page.test']])
  }
})

test('a name is resolved for each connection, and a later private address is refused', async () => {
  // The first address would be public: here it is this server's, and that alone is taken for public.
  const isFirst = (address: string): boolean => address === '127.0.0.1'
  await using up = await setUp({ '/a': whole('', 'fog') }, [[v4('127.0.0.1')], [v4('127.0.0.2')]], {
    guard: { mayConnect: isFirst },
  })
  expect((await up.send('rebound.test', '/a')).status).toBe(200)
  await up.server.quiet()
  await expect(up.send('rebound.test', '/a')).rejects.toMatchObject(refusal)
  expect([up.server.taken, up.asked.length]).toEqual([1, 2])
})

test('the connection is made to the address that was checked', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') }, [[v4('127.0.0.1')], [v4('10.0.0.1')]], {
    guard: { mayConnect: (address) => address === '127.0.0.1' },
  })
  const { body } = await up.send('once.test', '/a')
  expect(Buffer.from(await readBounded(body, 100)).toString()).toBe('fog')
  expect(up.asked).toEqual(['once.test'])
  expect(up.server.requests[0]).toContain('host: once.test')
})

test('no connection is used for a second request', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') }, [[v4('127.0.0.1')]], {
    guard: { mayConnect: () => true },
  })
  for (let index = 0; index < 3; index++) {
    await readBounded((await up.send('page.test', '/a')).body, 100)
    await up.server.quiet()
  }
  expect([up.server.taken, up.asked.length]).toEqual([3, 3])
  expect(up.server.requests[0]).toContain('connection: close')
})

test('hosts that the operator lists may be on this machine; metadata addresses are always refused', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') }, [[v4('127.0.0.1')], [v4('169.254.169.254')]])
  expect((await up.send('named.test', '/a', local)).status).toBe(200)
  await expect(up.send('named.test', '/a', local)).rejects.toMatchObject(refusal)
  expect((await up.send('127.0.0.1', '/a', local)).status).toBe(200)
})

test('a name without an address is unreachable', async () => {
  await using up = await setUp({}, [[]])
  await expect(up.send('nowhere.test', '/')).rejects.toMatchObject({
    code: 'upstream_unreachable',
    message: expect.stringContaining('has no address'),
  })
})

test('public addresses of this machine are refused', () => {
  const own = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address))
  expect(own.length).toBeGreaterThan(0)
  for (const address of own) expect(isWithinReach(address, publicOnly)).toBe(false)
  expect(isWithinReach('192.0.78.24', publicOnly)).toBe(true)
})

test('through a proxy only listed hosts are requested', async () => {
  let taken = 0
  const proxy = createServer((socket) => {
    taken++
    socket.destroy()
  })
  const port = await listen(proxy)
  const sender = createSend({ proxy: { url: `http://127.0.0.1:${port}` } })
  const ask = (reach: Reach) =>
    sender.send(
      { method: 'GET', url: 'https://page.test/', headers: {}, maxBytes: 1, reach },
      new AbortController().signal,
    )
  await expect(ask(publicOnly)).rejects.toMatchObject(refusal)
  expect(taken).toBe(0)
  await expect(ask({ isNamed: true, isLocal: false })).rejects.toMatchObject({ code: 'upstream_unreachable' })
  expect(taken).toBeGreaterThan(0)
  await sender.close()
  await new Promise((resolve) => proxy.close(resolve))
})
