import { getEventListeners, once } from 'node:events'
import { expect, test } from 'vitest'
import { readBounded } from '../../src/core/bytes.ts'
import { AppError } from '../../src/core/errors.ts'
import { createScope, type UpstreamRequest } from '../../src/runtime/runtime.ts'
import { createWebRuntime } from '../../src/runtime/web.ts'
import { type Answer, broken, loopback, whole } from './node/loopback.ts'

const maxBytes = 1_000
const { signal } = new AbortController()
const request: UpstreamRequest = { method: 'GET', url: 'http://up.test/a?key=secret', headers: {}, maxBytes }

async function fetched(answer: Answer, given = signal) {
  const server = await loopback({ '/a': answer })
  const runtime = createWebRuntime()
  const first = server.asked()
  return {
    asked: first,
    /** The request's own connection is gone; the platform may have opened another one, to have it ready. */
    async closed(): Promise<void> {
      const socket = await first
      if (!socket.destroyed) await once(socket, 'close')
    },
    response: runtime.send({ ...request, url: server.url('/a?key=secret') }, given),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

test('returns status, headers and body', async () => {
  await using up = await fetched(whole('x-one: 1\r\n', 'fog'))
  const { status, header, body } = await up.response
  expect([status, header('x-one'), header('x-two')]).toEqual([200, '1', null])
  expect(Buffer.from(await readBounded(body, maxBytes)).toString()).toBe('fog')
})

test('sends what it is given and asks the platform not to follow redirects', async () => {
  const calls: unknown[] = []
  const runtime = createWebRuntime({
    fetch: async (...given) => {
      calls.push(given)
      return new Response(null, { status: 302, headers: { location: '/b' } })
    },
  })
  const response = await runtime.send(
    { ...request, method: 'POST', headers: { a: 'b' }, body: 'c=d' },
    signal,
  )
  expect([response.status, response.header('location')]).toEqual([302, '/b'])
  expect(calls).toEqual([
    [request.url, { method: 'POST', headers: { a: 'b' }, body: 'c=d', redirect: 'manual', signal }],
  ])
})

test('requests only listed hosts if a caller has chosen the URL', async () => {
  let calls = 0
  const runtime = createWebRuntime({
    fetch: async () => {
      calls++
      return new Response('fog')
    },
  })
  const ask = (isNamed: boolean) => runtime.send({ ...request, reach: { isNamed, isLocal: false } }, signal)
  await expect(ask(false)).rejects.toMatchObject({ code: 'forbidden', wasAsked: false })
  expect(calls).toBe(0)
  expect((await ask(true)).status).toBe(200)
})

const partial = 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nfog'

test.each([
  ['a reset before the headers', broken('', 'reset')],
  ['an end before the headers', broken('', 'end')],
  ['a reset within the body', broken(partial, 'reset')],
  ['a line that is not HTTP', broken('NOT-HTTP\r\n\r\n', 'end')],
])('%s is unreachable, and named without the query', async (_name, answer) => {
  await using up = await fetched(answer)
  const outcome = up.response.then(({ body }) => readBounded(body, maxBytes))
  await expect(outcome).rejects.toMatchObject({ name: 'AppError', code: 'upstream_unreachable' })
  await expect(outcome).rejects.not.toThrow(/secret/)
  await up.closed()
})

test('an abort before the headers rejects with the reason and ends the connection', async () => {
  const caller = new AbortController()
  await using up = await fetched(() => {}, caller.signal)
  await up.asked
  caller.abort(new Error('gone'))
  await expect(up.response).rejects.toThrow('gone')
  await up.closed()
})

test('an abort within the body rejects with the reason and ends the connection', async () => {
  const caller = new AbortController()
  await using up = await fetched((socket) => socket.write(partial), caller.signal)
  const body = (await up.response).body[Symbol.asyncIterator]()
  await body.next()
  const rest = body.next()
  caller.abort(new Error('gone'))
  await expect(rest).rejects.toThrow('gone')
  await up.closed()
})

test('a reader that leaves or cancels the body ends the connection', async () => {
  for (const leave of ['break', 'discard'] as const) {
    await using up = await fetched((socket) => socket.write(partial))
    const response = await up.response
    if (leave === 'discard') response.discard()
    else for await (const _chunk of response.body) break
    await up.closed()
  }
})

test('a Content-Length above the maximum fails the body without reading it', async () => {
  await using up = await fetched((socket) =>
    socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 1001\r\n\r\nfog'),
  )
  const response = await up.response
  expect(response.status).toBe(500)
  await expect(readBounded(response.body, maxBytes)).rejects.toMatchObject({ code: 'upstream_too_large' })
  await up.closed()
})

test('an answer without a body has an empty one', async () => {
  const runtime = createWebRuntime({ fetch: async () => new Response(null, { status: 204 }) })
  const { body, discard } = await runtime.send(request, signal)
  expect(await readBounded(body, maxBytes)).toHaveLength(0)
  discard()
})

test('decodes inline up to its own maximum, whatever the limit for threads', async () => {
  const { decode } = createWebRuntime()
  const task = { name: 'a', decode: (body: string) => body.length, input: null, offloadAbove: 0 }
  const body = 'x'.repeat(2_000_000)
  expect(await decode({ ...task, body }, signal)).toBe(2_000_000)
  await expect(decode({ ...task, body: `${body}x` }, signal)).rejects.toMatchObject({
    code: 'upstream_too_large',
  })
})

test('keeps the AppError of a decoder, and types anything else it throws', async () => {
  const { decode } = createWebRuntime()
  const failing = (error: Error): Promise<unknown> => {
    const fail = (): never => {
      throw error
    }
    return decode({ name: 'a', body: '', input: null, offloadAbove: 0, decode: fail }, signal)
  }
  const own = new AppError('upstream_invalid', 'no list')
  await expect(failing(own)).rejects.toBe(own)
  await expect(failing(new TypeError('bug'))).rejects.toMatchObject({ code: 'internal' })
})

test('shares one scope by default, or creates the given scopes', () => {
  const shared = createWebRuntime()
  expect(shared.scope()).toBe(shared.scope())
  const own = createWebRuntime({ scope: createScope })
  expect(own.scope()).not.toBe(own.scope())
})

test('has no store unless it is given one, and nothing to close', async () => {
  const runtime = createWebRuntime()
  expect(runtime.store).toBeNull()
  await runtime.close()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
