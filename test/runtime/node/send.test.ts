import { getEventListeners } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { readBounded } from '../../../src/core/bytes.ts'
import { createSend, type SendOptions } from '../../../src/runtime/node/send.ts'
import type { UpstreamRequest, UpstreamResponse } from '../../../src/runtime/runtime.ts'
import { type Answer, broken, loopback, whole } from './loopback.ts'

const maxBytes = 100_000
const open = (): AbortSignal => new AbortController().signal

async function setUp(answers: Record<string, Answer>, options?: SendOptions) {
  const server = await loopback(answers)
  const sender = createSend(options)
  return {
    server,
    sender,
    send: (path: string, signal = open(), more: Partial<UpstreamRequest> = {}) =>
      sender.send({ method: 'GET', url: server.url(path), headers: {}, maxBytes, ...more }, signal),
    async [Symbol.asyncDispose]() {
      await sender.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const text = async (response: UpstreamResponse): Promise<string> =>
  Buffer.from(await readBounded(response.body, maxBytes)).toString()

test('gives back status, headers and body', async () => {
  await using up = await setUp({ '/a': whole('X-One: 1\r\nx-two: a\r\nX-Two: b\r\n', 'fog') })
  const response = await up.send('/a')
  expect(response.status).toBe(200)
  expect(response.header('x-one')).toBe('1')
  expect(response.header('x-two')).toBe('a, b')
  expect(response.header('x-none')).toBeNull()
  expect(await text(response)).toBe('fog')
})

test('sends the method, the headers, the query and the body, and says which codings it takes', async () => {
  await using up = await setUp({ '/a': whole('', '') })
  await up.send('/a?q=1&r=%20', open(), { method: 'POST', headers: { 'x-mine': 'yes' }, body: 'grant=1' })
  const [request = ''] = up.server.requests
  expect(request).toMatch(/^POST \/a\?q=1&r=%20 HTTP\/1\.1\r\n/)
  expect(request).toContain('x-mine: yes\r\n')
  expect(request).toContain('accept-encoding: gzip, br, deflate\r\n')
  expect(request).toContain('\r\n\r\ngrant=1')
})

test.each([
  ['103 Early Hints\r\nlink: x', 1],
  ['103 Early Hints', 3],
  ['102 Processing', 1],
  ['100 Continue', 1],
  ['100 Continue\r\nx-a: b', 3],
])('takes no interim answer for the answer: %j', async (head, times) => {
  const interim: Answer = (socket, request) => {
    socket.write(`HTTP/1.1 ${head}\r\n\r\n`.repeat(times))
    whole('', 'fog')(socket, request)
  }
  await using up = await setUp({ '/a': interim })
  expect(await text(await up.send('/a'))).toBe('fog')
  expect(await text(await up.send('/a', open(), { method: 'POST', body: 'x' }))).toBe('fog')
})

test('an interim answer may come in any pieces, and what only begins like one is the answer', async () => {
  const piecemeal =
    (written: string): Answer =>
    async (socket) => {
      socket.setNoDelay()
      for (const piece of written) {
        socket.write(piece)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\nHTTP/1.1 100 fog'
  await using up = await setUp({
    '/a': piecemeal(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\nx: y\r\n\r\n${answer}`),
    '/b': piecemeal(answer),
  })
  expect(await text(await up.send('/a'))).toBe('HTTP/1.1 100 fog')
  expect(await text(await up.send('/b'))).toBe('HTTP/1.1 100 fog')
})

test('a lack of descriptors is not the fault of the upstream', async () => {
  const resolve = () => Promise.reject(Object.assign(new Error('none left'), { code: 'EMFILE' }))
  await using up = await setUp({}, { guard: { resolve, mayConnect: () => true } })
  const asked = up.sender.send(
    {
      ...{ method: 'GET', url: 'http://up.test/', headers: {}, maxBytes },
      reach: { isNamed: true, isLocal: true },
    },
    open(),
  )
  await expect(asked).rejects.toMatchObject({ code: 'overloaded', retry: false, wasAsked: false })
})

test('follows no redirect', async () => {
  await using up = await setUp({
    '/a': (socket) => socket.write('HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n'),
  })
  const response = await up.send('/a')
  expect([response.status, response.header('location')]).toEqual([302, '/b'])
  expect(up.server.requests).toHaveLength(1)
})

test('uses one connection for requests that follow each other', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  await text(await up.send('/a'))
  await turn()
  await text(await up.send('/a'))
  expect(up.server.taken).toBe(1)
  expect(up.sender.stats()).toEqual({ [up.server.url('')]: { connected: 1, running: 0, pending: 0 } })
})

test('opens no more connections than it is allowed', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') }, { connections: 2 })
  const all = await Promise.all(Array.from({ length: 20 }, async () => text(await up.send('/a'))))
  expect(all).toEqual(Array.from({ length: 20 }, () => 'fog'))
  expect(up.server.taken).toBe(2)
})

const partial = 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nfog'
const faults: readonly [string, Answer, string][] = [
  ['a reset before the headers', broken('', 'reset'), 'upstream_unreachable'],
  ['an end before the headers', broken('', 'end'), 'upstream_unreachable'],
  ['a reset within the headers', broken('HTTP/1.1 200 OK\r\nx-a', 'reset'), 'upstream_unreachable'],
  ['an end within the headers', broken('HTTP/1.1 200 OK\r\nx-a', 'end'), 'upstream_unreachable'],
  ['a reset within the body', broken(partial, 'reset'), 'upstream_unreachable'],
  ['an end within the body', broken(partial, 'end'), 'upstream_unreachable'],
  [
    'an end between two chunks',
    broken('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nfog\r\n', 'end'),
    'upstream_unreachable',
  ],
  [
    'a line that is not HTTP',
    broken('\u0016\u0003\u0001 NOT-HTTP dragons\r\n\r\n', 'end'),
    'upstream_invalid',
  ],
  [
    'a chunk whose length is no number',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nfog\r\n'),
    'upstream_invalid',
  ],
  [
    'two lengths that contradict each other',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nfog'),
    'upstream_invalid',
  ],
  [
    'headers of 40 KB',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`),
    'upstream_invalid',
  ],
  [
    'headers that never end',
    (socket) => {
      const more = (): void => {
        if (!socket.destroyed) socket.write(`x-a: ${'a'.repeat(4_000)}\r\n`, more)
      }
      socket.write('HTTP/1.1 200 OK\r\n', more)
    },
    'upstream_invalid',
  ],
]

test.each(faults)('%s is typed, and its connection is gone', async (_name, answer, code) => {
  await using up = await setUp({ '/a': answer })
  const outcome = up.send('/a?key=secret').then(text)
  await expect(outcome).rejects.toMatchObject({ name: 'AppError', code })
  await expect(outcome).rejects.not.toThrow(/secret/)
  await up.server.quiet()
})

test.each([1, 1_000, 100_000])('a long body arrives whole, in chunks of %d bytes', async (size) => {
  const chunk = `${size.toString(16)}\r\n${'f'.repeat(size)}\r\n`
  const count = 100_000 / size
  const chunked: Answer = (socket) =>
    socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(count)}0\r\n\r\n`)
  await using up = await setUp({ '/a': chunked })
  expect(await text(await up.send('/a'))).toHaveLength(100_000)
})

test('a body without a length ends with its connection', async () => {
  await using up = await setUp({ '/a': broken('HTTP/1.1 200 OK\r\n\r\nfog', 'end') })
  expect(await text(await up.send('/a'))).toBe('fog')
})

test('a closed port and an unknown host are unreachable, and named', async () => {
  const sender = createSend()
  const send = (url: string) => sender.send({ method: 'GET', url, headers: {}, maxBytes }, open())
  const port = await closedPort()
  await expect(send(`http://127.0.0.1:${port}/?key=secret`)).rejects.toMatchObject({
    code: 'upstream_unreachable',
    message: `127.0.0.1:${port} refused the connection`,
  })
  await expect(send('http://nowhere.invalid/')).rejects.toMatchObject({ code: 'upstream_unreachable' })
  await sender.close()
})

test('a host that does not speak TLS is unreachable by https', async () => {
  await using server = await loopback({ '': broken('HTTP/1.1 400 Bad Request\r\n\r\n', 'end') })
  const sender = createSend()
  const url = server.url('/').replace('http:', 'https:')
  const outcome = sender.send({ method: 'GET', url, headers: {}, maxBytes }, open())
  await expect(outcome).rejects.toMatchObject({ code: 'upstream_unreachable' })
  await sender.close()
})

test('a header that we may not send is our fault, not the upstream’s', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  const outcome = up.send('/a', open(), { headers: { 'x-a': 'b\r\nc: d' } })
  await expect(outcome).rejects.toMatchObject({ name: 'InvalidArgumentError' })
  expect(up.server.requests).toEqual([])
})

test('a signal that has aborted before keeps the request from being sent', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  await expect(up.send('/a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  expect(up.server.taken).toBe(0)
})

test('an abort before the headers rejects with the reason and ends the connection', async () => {
  await using up = await setUp({})
  const caller = new AbortController()
  const outcome = up.send('/never', caller.signal)
  await up.server.asked()
  caller.abort(new Error('gone'))
  await expect(outcome).rejects.toThrow('gone')
  await up.server.quiet()
  expect(up.server.taken).toBe(1)
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
})

test('an abort within the body ends the reading and the connection', async () => {
  await using up = await setUp({ '/a': (socket) => socket.write(partial) })
  const caller = new AbortController()
  const body = (await up.send('/a', caller.signal)).body[Symbol.asyncIterator]()
  expect(Buffer.from((await body.next()).value ?? []).toString()).toBe('fog')
  const rest = body.next()
  caller.abort(new Error('gone'))
  await expect(rest).rejects.toThrow('gone')
  await up.server.quiet()
  expect(up.server.taken).toBe(1)
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
})

test('an abort while waiting for a connection leaves the request unsent and the connection alive', async () => {
  let answer = (): void => {}
  const held: Answer = (socket, request) => {
    answer = () => whole('', 'ice')(socket, request)
  }
  await using up = await setUp({ '/held': held, '/b': whole('', 'fog') }, { connections: 1 })
  const asked = up.server.asked()
  const holding = up.send('/held').then(text)
  await asked
  const caller = new AbortController()
  const waiting = up.send('/b', caller.signal)
  caller.abort(new Error('left'))
  await expect(waiting).rejects.toThrow('left')
  answer()
  expect(await holding).toBe('ice')
  expect(await text(await up.send('/b'))).toBe('fog')
  expect([up.server.requests.length, up.server.taken]).toEqual([2, 1])
})

test('leaves no listener on a signal that lives on', async () => {
  await using up = await setUp({ '/a': whole('', 'fog'), '/b': broken(partial, 'reset') })
  const signal = open()
  await text(await up.send('/a', signal))
  await expect(up.send('/b', signal).then(text)).rejects.toThrow()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a reader who leaves the body ends the connection', async () => {
  await using up = await setUp({ '/a': (socket) => socket.write(partial) })
  for await (const _chunk of (await up.send('/a')).body) break
  await up.server.quiet()
})

test('giving up an answer that is whole keeps its connection, one that is not ends it', async () => {
  await using up = await setUp({ '/whole': whole('', 'fog'), '/part': (socket) => socket.write(partial) })
  const kept = await up.send('/whole')
  kept.discard()
  await turn()
  const ended = await up.send('/part')
  ended.discard()
  expect(up.server.taken).toBe(1)
  await up.server.quiet()
})

test('a promised length over the cap fails the body unread, and still tells the status', async () => {
  await using up = await setUp({
    '/a': (socket) => socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 100001\r\n\r\nfog'),
  })
  const response = await up.send('/a')
  expect(response.status).toBe(500)
  await expect(text(response)).rejects.toMatchObject({ code: 'upstream_too_large' })
  await up.server.quiet()
})

test('a body without end is read up to the cap and no further than the system’s own buffers', async () => {
  await using up = await setUp({ '/giant': endless })
  const asked = up.server.asked()
  const response = await up.send('/giant')
  await expect(text(response)).rejects.toMatchObject({ code: 'upstream_too_large' })
  await up.server.quiet()
  // What is written and lost in the buffers of two sockets is bounded by the system, whatever the size of the body.
  expect((await asked).bytesWritten).toBeLessThan(maxBytes + 16_000_000)
})

test('closing ends what is under way, and nothing is sent after it', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  const asked = up.server.asked()
  const outcome = up.send('/never')
  const failed = expect(outcome).rejects.toMatchObject({ code: 'draining' })
  await asked
  await up.sender.close()
  await failed
  await up.server.quiet()
  await expect(up.send('/a')).rejects.toMatchObject({ code: 'draining' })
})

test('https goes through the proxy, http and excepted hosts do not', async () => {
  await using proxy = await loopback({
    'up.test:443': (socket) => socket.end('HTTP/1.1 502 No\r\ncontent-length: 0\r\n\r\n'),
  })
  await using up = await setUp(
    { '/a': whole('', 'fog') },
    { proxy: { url: proxy.url(''), except: '127.0.0.1' } },
  )
  expect(await text(await up.send('/a'))).toBe('fog')
  const through = up.sender.send({ method: 'GET', url: 'https://up.test/', headers: {}, maxBytes }, open())
  await expect(through).rejects.toMatchObject({ code: 'upstream_unreachable' })
  expect(proxy.requests[0]).toMatch(/^CONNECT up\.test:443 /)
})

/** The client gives a connection back one turn of the loop after its answer, to see whether the server closes it. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

const endless: Answer = (socket) => {
  const chunk = Buffer.alloc(65_536, 'x')
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  socket.write('HTTP/1.1 200 OK\r\n\r\n')
  more()
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
