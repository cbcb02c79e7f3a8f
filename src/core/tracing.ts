// The tracing interface, independent of the recorder. When tracing is off there are no spans at all, so its only cost is the
// check for a parent span.

import type { Abortable } from './wait.ts'

export type Attributes = Readonly<Record<string, string | number | boolean>>

export type SpanKind = 'server' | 'client' | 'internal'

/** The header fields of W3C Trace Context, as received or to be sent. */
export interface TraceHeaders {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** A span of a trace. Calls after its end are ignored; no method throws. */
export interface Span extends TraceHeaders {
  readonly traceId: string
  readonly spanId: string
  /** The header to send with upstream requests made for this span. */
  readonly traceparent: string
  /** Begins a span below this one. */
  child(name: string, kind: SpanKind, attributes?: Attributes): Span
  /**
   * Begins a separate trace with a link to this span, for background work that this span starts. It keeps the caller's sampling
   * decision.
   */
  apart(name: string, attributes?: Attributes): Span
  rename(name: string): void
  set(attributes: Attributes): void
  /** Adds an event at the current time. */
  note(what: string, attributes?: Attributes): void
  /** Links another span whose work this one shares. */
  link(other: Span): void
  /** Marks the span as failed, with a code of low cardinality. */
  fail(code: string): void
  /** Ends the span. Must be called exactly once. */
  end(): void
}

export interface Tracing {
  /** Begins a trace, or continues the one in the headers. */
  start(name: string, kind: SpanKind, attributes?: Attributes, from?: TraceHeaders): Span
  /** Resolves when all ended spans have been exported or dropped. */
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

/** Accepts a `tracestate` of printable characters, up to the length that W3C requires implementations to propagate. */
export const isTracestate = (value: string): boolean => /^[\x20-\x7e]{1,512}$/.test(value)

/** Ends a span with the outcome of its work: completed, cancelled by its signal, or failed. */
export function endFailed(span: Span, thrown: unknown, signal: Pick<Abortable, 'aborted' | 'reason'>): void {
  const named = thrown as { code?: unknown; name?: unknown } | null | undefined
  const code = String(named?.code ?? named?.name ?? 'internal')
  // A disconnected caller is not a failure.
  if (signal.aborted && thrown === signal.reason && named?.code === undefined)
    span.set({ 'tributary.cancelled': code })
  else span.fail(code)
  span.end()
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const noTrace = /^0+$/
