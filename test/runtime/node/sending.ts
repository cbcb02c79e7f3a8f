// A sender and a server of this machine that answers as the test says.
import { createServer } from 'node:net'
import { readBounded } from '../../../src/core/bytes.ts'
import { createSend, type SendOptions } from '../../../src/runtime/node/send.ts'
import type { UpstreamRequest, UpstreamResponse } from '../../../src/runtime/runtime.ts'
import { listen } from '../../support/listen.ts'
import { type Answer, broken, loopback } from './loopback.ts'

export const maxBytes = 100_000
export const open = (): AbortSignal => new AbortController().signal

export async function setUp(answers: Record<string, Answer>, options?: SendOptions) {
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

export const text = async (response: UpstreamResponse): Promise<string> =>
  Buffer.from(await readBounded(response.body, maxBytes)).toString()

/** The client gives a connection back one turn of the loop after its answer, to see whether the server closes it. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

export const endless: Answer = (socket) => {
  const chunk = Buffer.alloc(65_536, 'x')
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  socket.write('HTTP/1.1 200 OK\r\n\r\n')
  more()
}

export async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

export const partial = 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nfog'
export const faults: readonly [string, Answer, string][] = [
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
    'a chunk with an invalid length',
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
