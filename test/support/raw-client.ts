import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawRequest {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
}

/** The bytes of a request; `sent` is how much of the announced body goes out. */
export function bytesOf({ method, path, headers = {}, body = '' }: RawRequest, sent = body.length): string {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const fields = { host: 'service.test', ...headers, ...length }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, sent)}`
}

/** A connection over which a test writes what it likes. */
export interface RawClient {
  socket: Socket
  /** Everything that came so far. */
  received(): string
  /** Resolves when what came contains the text, and when the connection has ended. */
  until(text: string): Promise<string>
  /** Resolves with all that came once the other side has closed. */
  closed(): Promise<string>
}

/** Connects to a port of this machine and sends these bytes. */
export async function rawClient(port: number, bytes: string): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return {
    socket,
    received: () => received,
    async until(text) {
      while (!received.includes(text) && !socket.closed) {
        await Promise.race([once(socket, 'data').catch(() => {}), ended])
      }
      return received
    },
    async closed() {
      await ended
      return received
    },
  }
}
