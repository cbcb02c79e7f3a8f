import { createServer, type Socket } from 'node:net'
import { listen } from '../../support/listen.ts'

export type Answer = (socket: Socket, request: string) => void

/** A server of bare sockets on loopback: what it says is scripted by path, HTTP or not. */
export interface Loopback extends AsyncDisposable {
  url(path: string): string
  /** Connections ever taken. */
  readonly taken: number
  /** Requests as they came. */
  readonly requests: readonly string[]
  /** Resolves with the next request's socket, once the request is there. */
  asked(): Promise<Socket>
  /** Resolves once no connection is open. */
  quiet(): Promise<void>
}

export async function loopback(answers: Record<string, Answer>): Promise<Loopback> {
  const open = new Set<Socket>()
  const requests: string[] = []
  let taken = 0
  let quiet: (() => void)[] = []
  let asked: ((socket: Socket) => void)[] = []
  const server = createServer((socket) => {
    taken++
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) {
        for (const tell of quiet) tell()
        quiet = []
      }
    })
    socket.on('data', (data) => {
      const request = data.toString('latin1')
      requests.push(request)
      answers[pathOf(request)]?.(socket, request)
      for (const tell of asked) tell(socket)
      asked = []
    })
  })
  const port = await listen(server)
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    get taken() {
      return taken
    },
    requests,
    asked: () => new Promise((resolve) => asked.push(resolve)),
    quiet: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => quiet.push(resolve))),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const pathOf = (request: string): string => /^\w+ ([^\s?]+)/.exec(request)?.[1] ?? ''

/** An answer of one write: a status line, headers, a body. */
export const whole = (headers: string, body: string | Buffer): Answer => {
  const head = `HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`
  return (socket) => socket.write(Buffer.concat([Buffer.from(head), Buffer.from(body)]))
}

/** An answer that breaks off after `sent` has left: with a reset, or with an orderly end. */
export const broken =
  (sent: string, how: 'reset' | 'end'): Answer =>
  (socket) =>
    socket.write(sent, () => (how === 'reset' ? socket.resetAndDestroy() : socket.end()))
