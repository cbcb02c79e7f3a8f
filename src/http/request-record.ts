// What is known of one request until its log entry is written. Each fact has one method, and one module calls it.
import type { ErrorCode } from '../core/errors.ts'
import type { Emit, EventOf, RequestPart, Run } from '../core/events.ts'
import { readTraceparent, type Span, type TraceHeaders, type Tracing } from '../core/tracing.ts'
import type { Lifecycle } from './lifecycle.ts'

export interface RecordKit {
  elapsed(): number
  lifecycle: Pick<Lifecycle, 'enter' | 'leave'>
  emit: Emit
  /** Absent where this request is not traced. */
  tracing: Tracing | undefined
}

export interface ReceivedRequest extends TraceHeaders {
  method: string
  path: string
  /** `X-Request-Id` as received. */
  givenId: string | undefined
}

/** Who sent the request, as established by its API key and rate limit. */
export interface Caller {
  /** Name of the API key; null where no key is required. */
  client: string | null
  /** Rate limit headers for the response. */
  headers: Readonly<Record<string, string>>
  /** True where keys are required: responses must not be stored by shared caches. */
  isPrivate: boolean
}

/** What the replay cache needs of an answer whose parts all came from memory. Times are in epoch ms. */
export interface Replayable {
  /** When the oldest part was fetched. */
  oldest: number
  /** When the first part stops being fresh. */
  freshUntil: number
  parts: readonly RequestPart[]
  /** The same, counted. */
  runs: readonly Run[]
  /** Whether memory still holds every value of the answer. */
  isHeld(): boolean
}

/** The status that is logged when the client disconnected before its response was sent. */
const clientClosedRequest = 499
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
const anyone: Caller = { client: null, headers: {}, isPrivate: false }

/** Counts a request from construction until `end`, which writes its log entry and ends its span. */
export class RequestRecord {
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly span: Span | undefined
  /** Id of the trace that the request belongs to: its own span's, or the caller's. */
  readonly traceId: string | undefined
  readonly #kit: RecordKit
  readonly #startedAt: number
  #caller = anyone
  #code: ErrorCode | null = null
  #parts: readonly RequestPart[] = []
  #replayable: Replayable | null | undefined
  #isRefused = false
  #isAbandoned = false
  #over: Promise<void> | undefined
  #whenOver: ((code: ErrorCode | null) => void) | undefined

  constructor(kit: RecordKit, { method, path, givenId, traceparent, tracestate }: ReceivedRequest) {
    this.#kit = kit
    this.#startedAt = kit.elapsed()
    this.requestId = requestIdOf(givenId)
    this.method = method
    this.path = path
    this.span = kit.tracing && startSpan(kit.tracing, this, { traceparent, tracestate })
    this.traceId = this.span
      ? this.span.traceId
      : traceparent === undefined
        ? undefined
        : readTraceparent(traceparent)?.traceId
    kit.lifecycle.enter()
  }

  /** Records the caller, once its key and rate have been checked. */
  identify(caller: Caller): void {
    this.#caller = caller
  }

  /** Records that the admission gate refused the request. */
  refuse(): void {
    this.#isRefused = true
  }

  /** Records the code of the problem that the response reports. */
  fail(code: ErrorCode): void {
    this.#code = code
  }

  /** Records the parts of the answer. */
  gathered(parts: readonly RequestPart[]): void {
    this.#parts = parts
  }

  /** Allows the response to be replayed; null for a response that may be replayed only once it comes from memory. */
  repeatable(replayable: Replayable | null): void {
    this.#replayable = replayable
  }

  /** Records that the platform cancelled the response body because the client disconnected. */
  abandon(): void {
    this.#isAbandoned = true
  }

  /** Extends the request until the end of its streamed body. */
  lastUntil(over: Promise<void>): void {
    this.#over = over
  }

  /** Calls back when the request ends, with the code of its problem. */
  whenOver(callback: (code: ErrorCode | null) => void): void {
    this.#whenOver = callback
  }

  get caller(): Caller {
    return this.#caller
  }

  get replayable(): Replayable | null | undefined {
    return this.#replayable
  }

  /** Settles when the streamed body has ended; undefined for other responses. */
  get over(): Promise<void> | undefined {
    return this.#over
  }

  /** Ends the request: exactly one log entry, whatever happened to it. */
  end({ route, status, isGone = false }: { route: string; status: number; isGone?: boolean }): void {
    const { requestId, method, span, traceId } = this
    const { lifecycle, emit, elapsed } = this.#kit
    this.#whenOver?.(this.#code)
    const outcome = isGone || this.#isAbandoned ? 'gone' : this.#isRefused ? 'refused' : 'answered'
    lifecycle.leave(outcome)
    const { client } = this.#caller
    const event = {
      type: 'request',
      requestId,
      method,
      route: this.#isRefused ? '(refused)' : route,
      status: outcome === 'gone' ? clientClosedRequest : status,
      tookMs: elapsed() - this.#startedAt,
      outcome,
      code: outcome === 'gone' ? null : this.#code,
      parts: this.#parts,
      ...(client !== null && { client }),
      ...(traceId !== undefined && { traceId }),
      ...(span && { spanId: span.spanId }),
    } as const
    if (span) endSpan(span, event)
    emit(event)
  }
}

/** The caller's id when it is at most 128 visible ASCII characters, else a new one: any other could forge a header or a log line. */
export const requestIdOf = (given: string | undefined): string =>
  given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : crypto.randomUUID()

function startSpan(
  tracing: Tracing,
  { method, path, requestId }: Pick<RequestRecord, 'method' | 'path' | 'requestId'>,
  from: TraceHeaders,
): Span {
  // The id of a job is a credential where no keys are configured.
  const shown = path.startsWith('/v1/jobs/') ? '/v1/jobs/-' : path
  const known = methods.has(method) ? method : '_OTHER'
  return tracing.start(
    known === '_OTHER' ? 'HTTP' : known,
    'server',
    { 'http.request.method': known, 'url.path': shown, 'tributary.request_id': requestId },
    from,
  )
}

function endSpan(span: Span, { method, route, status, outcome, code, parts }: EventOf<'request'>): void {
  if (outcome !== 'refused') span.rename(`${methods.has(method) ? method : 'HTTP'} ${route}`)
  // A client that disconnected has received no status.
  if (outcome !== 'gone') span.set({ 'http.response.status_code': status })
  span.set({ 'http.route': route, 'tributary.outcome': outcome, 'tributary.parts': parts.length })
  if (code !== null) span.set({ 'tributary.code': code })
  if (status >= 500) span.fail(code ?? String(status))
  span.end()
}
