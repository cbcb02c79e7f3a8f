// Faults of the connection: it ends with a reset, or speaks something that is not HTTP.
// One port serves every upstream, so a connection cannot be refused before its request says which upstream it is for:
// `refuse` resets it with the request's arrival, without a byte. For ECONNREFUSED itself, point a URL at a closed port.
import type { Socket } from 'node:net'
import type { SocketFault } from './hold.ts'

/** Resets the connection without sending a byte. */
export async function refuse({ socket }: SocketFault): Promise<void> {
  socket.resetAndDestroy()
}

/** Resets the connection in the middle of the headers. */
export async function reset({ socket }: SocketFault): Promise<void> {
  await flush(socket, 'HTTP/1.1 200 OK\r\ncontent-type: appl')
  socket.resetAndDestroy()
}

/** Announces the whole body, sends half of it, and resets the connection. */
export async function resetBody({ socket, real }: SocketFault): Promise<void> {
  const response = await real()
  const body = Buffer.from(await response.arrayBuffer())
  const type = response.headers.get('content-type') ?? 'application/json'
  await flush(
    socket,
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length + 1}\r\n\r\n`,
  )
  await flush(socket, body.subarray(0, Math.ceil(body.length / 2)))
  socket.resetAndDestroy()
}

/** Answers with a line that is not an HTTP status line. */
export async function garbage({ socket }: SocketFault): Promise<void> {
  socket.end('\u0016\u0003\u0001 NOT-HTTP here be dragons\r\n\r\n')
}

const flush = (socket: Socket, data: string | Buffer): Promise<void> =>
  new Promise((resolve) => {
    socket.write(data, () => resolve())
  })
