// Node's HTTP server for this service. Requests that Node or its adapter would refuse on their own are answered like all others: with a
// problem, all headers and a log entry.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server'
import { AppError } from '../core/errors.ts'
import type { App } from '../http/app-env.ts'
import type { Connection } from '../http/client-address.ts'
import { answerMalformed, type MalformedAnswer } from '../http/malformed.ts'
import type { ReplayCache, Replayed } from '../http/replay-cache.ts'
import type { Service } from '../http/service.ts'

/** Room for twenty places of 200 characters of up to nine bytes (`%XX%XX%XX`), and as much again for other headers. */
export const maxHeaderBytes = 65_536

export interface HttpServerOptions {
  app: Pick<App, 'fetch'>
  service: Pick<Service, 'config' | 'lifecycle' | 'emit'>
  /** Answers some requests before the app. */
  replays?: ReplayCache | undefined
}

/** The remote address of a request's connection. */
export const addressOf = ({ env }: Connection): string | undefined =>
  (env as HttpBindings).incoming.socket.remoteAddress

/** Converts a body to one character per byte, so that head and body are one string and one write. */
export function latin1(body: string | Uint8Array<ArrayBuffer>): string {
  // ASCII text is the same in UTF-8 and Latin-1.
  if (typeof body === 'string') {
    return Buffer.byteLength(body) === body.length ? body : Buffer.from(body).toString('latin1')
  }
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
}

/** Creates the server; it does not listen yet. */
export function httpServer({ app, service, replays }: HttpServerOptions): Server {
  const { HEADERS_TIMEOUT_MS, BODY_TIMEOUT_MS, KEEP_ALIVE_MS } = service.config
  const malformed = (message: string): AppError => new AppError('invalid_request', message)

  // The adapter replaces the global Response with its own, which holds bytes and plain headers. The platform's Response costs more
  // than the rest of a replayed answer.
  const usual = getRequestListener(app.fetch, {
    // HTTP/1.0 has no Host, and load balancers use it for health checks.
    hostname: 'localhost',
    errorHandler(thrown) {
      const isTheirs = thrown instanceof RequestError
      const error = isTheirs ? malformed(thrown.message) : new AppError('internal', 'An unexpected error')
      const { body, ...init } = answerMalformed(service, error)
      return new Response(body, init)
    },
  })
  const inner: RequestListener = (request, response) => {
    const { method = '', url = '', headers, socket } = request
    const header = (name: string): string | undefined => {
      const value = headers[name]
      return typeof value === 'object' ? value.join(', ') : value
    }
    const found = replays?.look({ method, path: url, header, address: () => socket.remoteAddress })
    const answer = (replayed: Replayed | null | undefined): unknown =>
      replayed ? write(response, replayed) : usual(request, response)
    if (found instanceof Promise) void found.then(answer)
    else answer(found)
  }
  /** The last request of each connection. */
  const current = new WeakMap<Socket, ServerResponse>()
  const listener: RequestListener = (request, response) => {
    current.set(request.socket, response)
    const fault = faultOfHost(request)
    if (fault === null) return inner(request, response)
    const { method, url, headers } = request
    const about = { method, path: url?.split('?', 1)[0], origin: headers.origin }
    const { status, headers: fields, body } = answerMalformed(service, malformed(fault), about)
    response.writeHead(status, { ...fields, connection: 'close' }).end(body)
  }

  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      requireHostHeader: false,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // A backstop: bodies have their own timeout.
      requestTimeout: HEADERS_TIMEOUT_MS + 2 * BODY_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(HEADERS_TIMEOUT_MS / 4)),
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    listener,
  )
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // 100 Continue is sent when the body is first read, so not for requests refused by their headers.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue()
    })
    listener(request, response)
  })
  // An unknown expectation may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', listener)
  server.on('clientError', (thrown: ClientError, socket: Socket) => {
    const error = problemOf(thrown, HEADERS_TIMEOUT_MS)
    const response = current.get(socket)
    const isBusy = response !== undefined && !(response.writableFinished && response.req.complete)
    // No request, a closed connection, or a request that has its own log line already.
    if (!error || !socket.writable || socket.bytesRead === 0 || isBusy) return void socket.destroy()
    socket.end(bytesOf(answerMalformed(service, error, readHead(thrown.rawPacket))))
    return undefined
  })
  return server
}

function write(response: ServerResponse, { status, head, body, done }: Replayed): void {
  response.writeHead(status, head)
  if (typeof body === 'string') response.end(body, 'latin1')
  else response.end(body)
  done()
}

type ClientError = NodeJS.ErrnoException & { rawPacket?: Buffer }

/** RFC 9112 §3.2: exactly one Host; only HTTP/1.0 may omit it. */
function faultOfHost({ rawHeaders, httpVersion }: IncomingMessage): string | null {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts > 1) return 'more than one Host field'
  return hosts === 0 && httpVersion === '1.1' ? 'a Host field is required' : null
}

/** The error for a request that Node could not parse; null if the connection just ended. */
function problemOf({ code = '' }: ClientError, headersTimeoutMs: number): AppError | null {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new AppError(
      'headers_too_large',
      `at most ${maxHeaderBytes} bytes for the request line and headers`,
    )
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('request_timeout', `the headers did not arrive in ${headersTimeoutMs} ms`)
  }
  const isCut = code === 'HPE_INVALID_EOF_STATE'
  return code.startsWith('HPE_') && !isCut ? new AppError('invalid_request', 'this is not HTTP/1.1') : null
}

/** Method and target from the first bytes of a request, if readable. */
function readHead(packet: Buffer | undefined) {
  const text = packet?.toString('latin1') ?? ''
  const [, method, path] = /^([A-Z]{1,20}) (\/[\x21-\x3e\x40-\x7e]{0,200})/.exec(text) ?? []
  return { method, path, origin: /^origin: *([\x21-\x7e]{1,200})\r?$/im.exec(text)?.[1] }
}

function bytesOf({ status, headers, body }: MalformedAnswer): string {
  const fields = { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} \r\n${lines.join('')}\r\n${body}`
}
