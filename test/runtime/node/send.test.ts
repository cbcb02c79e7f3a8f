import { expect, test } from 'vitest'
import { type Answer, broken, loopback, whole } from './loopback.ts'
import { maxBytes, open, setUp, text, turn } from './sending.ts'

test('returns status, headers and body', async () => {
  await using up = await setUp({ '/a': whole('X-One: 1\r\nx-two: a\r\nX-Two: b\r\n', 'fog') })
  const response = await up.send('/a')
  expect(response.status).toBe(200)
  expect(response.header('x-one')).toBe('1')
  expect(response.header('x-two')).toBe('a, b')
  expect(response.header('x-none')).toBeNull()
  expect(await text(response)).toBe('fog')
})

test('sends method, headers, query and body, and the accepted codings', async () => {
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

test('an interim response may arrive in any chunks, and a response that only starts like one is not skipped', async () => {
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

test('opens at most the allowed number of connections', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') }, { connections: 2 })
  const all = await Promise.all(Array.from({ length: 20 }, async () => text(await up.send('/a'))))
  expect(all).toEqual(Array.from({ length: 20 }, () => 'fog'))
  expect(up.server.taken).toBe(2)
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
