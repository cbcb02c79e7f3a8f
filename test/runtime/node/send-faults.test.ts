// Answers that break off, are malformed or too large, and upstreams that cannot be reached.
import { expect, test } from 'vitest'
import { createSend } from '../../../src/runtime/node/send.ts'
import { broken, loopback, whole } from './loopback.ts'
import { closedPort, endless, faults, maxBytes, open, setUp, text } from './sending.ts'

test('a lack of descriptors is not a failure of the upstream', async () => {
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

test.each(faults)('%s is typed, and its connection is gone', async (_name, answer, code) => {
  await using up = await setUp({ '/a': answer })
  const outcome = up.send('/a?key=secret').then(text)
  await expect(outcome).rejects.toMatchObject({ name: 'AppError', code })
  await expect(outcome).rejects.not.toThrow(/secret/)
  await up.server.quiet()
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

test('a header that cannot be sent is an internal error, not a failure of the upstream', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  const outcome = up.send('/a', open(), { headers: { 'x-a': 'b\r\nc: d' } })
  await expect(outcome).rejects.toMatchObject({ name: 'InvalidArgumentError' })
  expect(up.server.requests).toEqual([])
})

test('a Content-Length above the maximum fails the body without reading it, and the status is available', async () => {
  await using up = await setUp({
    '/a': (socket) => socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 100001\r\n\r\nfog'),
  })
  const response = await up.send('/a')
  expect(response.status).toBe(500)
  await expect(text(response)).rejects.toMatchObject({ code: 'upstream_too_large' })
  await up.server.quiet()
})

test('an endless body is read only up to the maximum and the buffers of the system', async () => {
  await using up = await setUp({ '/giant': endless })
  const asked = up.server.asked()
  const response = await up.send('/giant')
  await expect(text(response)).rejects.toMatchObject({ code: 'upstream_too_large' })
  await up.server.quiet()
  // What is written and lost in the buffers of two sockets is bounded by the system, whatever the size of the body.
  expect((await asked).bytesWritten).toBeLessThan(maxBytes + 16_000_000)
})
