// What tracing is to the rest of the service. Nothing here knows who records it: where nobody does there are no spans at all,
// and whoever would begin one finds none to begin it from. That is the whole of the price of tracing that is off.

export type Attributes = Readonly<Record<string, string | number | boolean>>

export type SpanKind = 'server' | 'client' | 'internal'

/** The header fields of W3C Trace Context, as received or to be sent. */
export interface TraceHeaders {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** Something that takes time, as a trace shows it. What is said of it after its end is dropped; none of this throws. */
export interface Span extends TraceHeaders {
  readonly traceId: string
  readonly spanId: string
  /** What an upstream is sent that is asked on its behalf. */
  readonly traceparent: string
  /** Begins a span below this one. */
  child(name: string, kind: SpanKind, attributes?: Attributes): Span
  /**
   * Begins a trace of its own with a link to this span, for work that this one has set off and does not wait for. A caller
   * who wanted nothing recorded does not get it recorded by that way either.
   */
  apart(name: string, attributes?: Attributes): Span
  rename(name: string): void
  set(attributes: Attributes): void
  /** Something that happened at this moment. */
  note(what: string, attributes?: Attributes): void
  /** The work of another span serves this one too. */
  link(other: Span): void
  /** It failed, with a code of low cardinality. */
  fail(code: string): void
  /** To be called once, whatever became of it. */
  end(): void
}

export interface Tracing {
  /** Begins a trace, or goes on with the one that the headers tell of. */
  start(name: string, kind: SpanKind, attributes?: Attributes, from?: TraceHeaders): Span
  /** Resolves when every span that has ended was handed on, or could not be. */
  flush(): Promise<void>
}

export interface TraceParent {
  traceId: string
  spanId: string
  flags: number
}

/** Reads a `traceparent` of version 00 or later; null for one that is not well-formed. */
export function readTraceparent(value: string | undefined): TraceParent | null {
  const [, version, traceId, spanId, flags] = (value !== undefined && form.exec(value)) || []
  if (!traceId || !spanId || !flags || version === 'ff') return null
  if (noTrace.test(traceId) || noTrace.test(spanId)) return null
  return { traceId, spanId, flags: Number.parseInt(flags, 16) }
}

/** A `tracestate` that is worth passing on: of the length that everybody has to pass on, and of visible characters. */
export const isTracestate = (value: string): boolean => /^[\x20-\x7e]{1,512}$/.test(value)

/** Ends a span as its work ended: done, cancelled for the reason of its signal, or failed. */
export function endFailed(span: Span, thrown: unknown, signal: AbortSignal): void {
  const named = thrown as { code?: unknown; name?: unknown } | null | undefined
  const code = String(named?.code ?? named?.name ?? 'internal')
  // A caller that hung up has seen nothing fail.
  if (signal.aborted && thrown === signal.reason && named?.code === undefined)
    span.set({ 'tributary.cancelled': code })
  else span.fail(code)
  span.end()
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const noTrace = /^0+$/
