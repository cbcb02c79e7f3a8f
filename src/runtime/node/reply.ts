// Uses undici's dispatch protocol directly: `request` creates a Readable for every response, which costs more than all
// of this, and cannot stop at a byte count.
import type { Dispatcher } from 'undici'
import type { Bytes } from '../../core/bytes.ts'
import { AppError } from '../../core/errors.ts'
import type { Abortable, AbortListener } from '../../core/wait.ts'
import type { UpstreamRequest, UpstreamResponse } from '../runtime.ts'
import { undoCoding } from './content-coding.ts'
import { toTransportError } from './transport-errors.ts'

// Maximum read-ahead; beyond it the socket is paused. Every chunk counts with its overhead:
// a body sent in chunks of one byte would otherwise occupy a hundred times its size.
const aheadBytes = 65_536
const chunkBytes = 128

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2]

/** Receives one response, and is it: settles `response` with itself at its headers, then yields its body as fast as it is read. */
export class Reply
  implements Dispatcher.DispatchHandler, UpstreamResponse, AsyncIterable<Bytes>, AbortListener
{
  readonly response: Promise<UpstreamResponse>
  status = 0
  body: AsyncIterable<Bytes> = this
  #headers: Headers = {}
  readonly #host: string
  readonly #maxBytes: number
  readonly #signal: Abortable
  readonly #settle: PromiseWithResolvers<UpstreamResponse>
  #controller: Dispatcher.DispatchController | undefined
  #state: 'waiting' | 'reading' | 'whole' | 'failed' = 'waiting'
  #failure: unknown
  #chunks: Bytes[] = []
  #ahead = 0
  #received = 0
  #wake: (() => void) | undefined

  constructor(host: string, { maxBytes }: Pick<UpstreamRequest, 'maxBytes'>, signal: Abortable) {
    this.#host = host
    this.#maxBytes = maxBytes
    this.#signal = signal
    this.#settle = Promise.withResolvers()
    this.response = this.#settle.promise
    signal.addEventListener('abort', this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Aborted while waiting for a connection. Thrown instead of `controller.abort`, which would end an unused connection that other
    // requests are waiting for; with many early aborts no request would ever get one.
    if (this.#state === 'failed') throw asError(this.#failure)
    this.#controller = controller
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200 || this.#state !== 'waiting') return
    this.#state = 'reading'
    this.status = status
    this.#headers = headers
    const coding = this.header('content-encoding')?.trim().toLowerCase() ?? ''
    if (coding !== '' && coding !== 'identity') this.body = undoCoding(this, coding, this.#maxBytes)
    this.#settle.resolve(this)
    // The status may be more informative than the size, so the response is returned and only its body fails.
    if (Number(this.header('content-length')) > this.#maxBytes) this.#fail(this.#tooLarge())
  }

  header(name: string): string | null {
    const value = this.#headers[name]
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
  }

  arrived(): Bytes | null {
    return this.#state === 'whole' && this.body === this ? this.#take() : null
  }

  /** Closes the connection, unless the response has arrived completely and the connection is back in its pool. */
  discard(): void {
    if (this.#state === 'reading') this.#fail(new AppError('upstream_error', 'the body was not read'))
    this.#chunks = []
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Bytes): void {
    if (this.#state !== 'reading') return
    this.#received += chunk.byteLength
    if (this.#received > this.#maxBytes) {
      this.#fail(this.#tooLarge())
      return
    }
    this.#chunks.push(chunk)
    this.#ahead += chunk.byteLength + chunkBytes
    if (this.#ahead > aheadBytes) controller.pause()
    this.#wake?.()
  }

  onResponseEnd(): void {
    if (this.#state !== 'reading') return
    this.#state = 'whole'
    this.#signal.removeEventListener('abort', this)
    this.#wake?.()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(toTransportError(error, this.#host))
  }

  /** The request was aborted. */
  handleEvent(): void {
    this.#fail(this.#signal.reason)
  }

  #tooLarge(): AppError {
    return new AppError('upstream_too_large', `more than ${this.#maxBytes} bytes`)
  }

  #fail(error: unknown): void {
    if (this.#state === 'whole' || this.#state === 'failed') return
    const wasWaiting = this.#state === 'waiting'
    this.#state = 'failed'
    this.#failure = error
    this.#chunks = []
    this.#signal.removeEventListener('abort', this)
    this.#controller?.abort(asError(error))
    if (wasWaiting) this.#settle.reject(error)
    this.#wake?.()
  }

  /** An iterator by hand: an async generator takes three times as many promises for the same chunks. */
  [Symbol.asyncIterator](): AsyncIterator<Bytes, undefined> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.discard()
        return { done: true, value: undefined }
      },
    }
  }

  /** Takes what has been read ahead. */
  #take(): Bytes {
    const [first, ...more] = this.#chunks
    this.#chunks = []
    this.#ahead = 0
    return first && more.length === 0 ? first : Buffer.concat(first ? [first, ...more] : [])
  }

  #next(): Promise<IteratorResult<Bytes, undefined>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        this.#wake = undefined
        if (this.#state === 'failed') reject(this.#failure)
        else if (this.#chunks.length > 0) resolve({ done: false, value: this.#take() })
        else if (this.#state === 'whole') resolve({ done: true, value: undefined })
        else {
          this.#wake = look
          // Last, because it delivers what the parser has buffered before it returns.
          if (this.#controller?.paused) this.#controller.resume()
        }
      }
      look()
    })
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error('aborted'))
