// Faults of time: the answer never arrives, or arrives byte by byte. All of them end when the client disconnects or the server
// closes, because both destroy the socket, and the end of the socket stops the timer.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../../src/core/clock.ts'
import type { FaultRule } from './fault.ts'

/** What a transport fault works with. */
export interface SocketFault {
  rule: FaultRule
  /** The response, before anything is written to it. */
  outgoing: ServerResponse
  socket: Socket
  after: Clock['after']
  /** Creates the answer without the fault. */
  real(): Promise<Response>
}

/** Sends nothing for as long as the socket lives. */
export async function never({ socket }: SocketFault): Promise<void> {
  await ended(socket)
}

/** Sends the status line and then a header that grows by a byte at a time and never ends. */
export async function slowHeaders({ rule, socket, after }: SocketFault): Promise<void> {
  socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
  await drip(socket, rule.delayMs ?? 100, after, () => socket.write('z'))
}

/** Sends whole headers at once and then a body that grows by a byte at a time and never ends. */
export async function trickle({ rule, outgoing, socket, after, real }: SocketFault): Promise<void> {
  const response = await real()
  const body = Buffer.from(await response.arrayBuffer())
  outgoing.writeHead(200, { 'content-type': response.headers.get('content-type') ?? 'application/json' })
  outgoing.flushHeaders()
  let at = 0
  await drip(socket, rule.delayMs ?? 100, after, () => {
    outgoing.write(at < body.length ? body.subarray(at, at + 1) : ' ')
    at++
  })
}

const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    socket.once('close', () => resolve())
  })

async function drip(
  socket: Socket,
  pauseMs: number,
  after: Clock['after'],
  write: () => void,
): Promise<void> {
  let cancel = (): void => {}
  const next = (): void => {
    cancel = after(pauseMs, () => {
      write()
      next()
    })
  }
  if (!socket.destroyed) next()
  await ended(socket)
  cancel()
}
