// Tracing with the OpenTelemetry API. Parent spans are passed explicitly, so no context manager is needed, which would cost time
// on every asynchronous step.
import {
  type Span as ApiSpan,
  createTraceState,
  SpanKind as Kind,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import {
  type Attributes,
  isTracestate,
  readTraceparent,
  type Span,
  type SpanKind,
  type TraceHeaders,
  type Tracing,
} from '../core/tracing.ts'

const kinds = { server: Kind.SERVER, client: Kind.CLIENT, internal: Kind.INTERNAL } as const

/** Records spans with a tracer provider; default: the one registered with the OpenTelemetry API. */
export function createTracing(version: string, provider = trace.getTracerProvider()): Tracing {
  const tracer = provider.getTracer('tributary', version)
  return {
    start(name, kind, attributes, from) {
      const remote = from ? remoteOf(from) : null
      const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT
      const span = tracer.startSpan(name, { kind: kinds[kind], ...(attributes && { attributes }) }, context)
      return wrap(tracer, span, remote ? remote.traceFlags === 0 : false)
    },
    async flush() {
      // The registered provider is wrapped in a proxy of the API.
      const { getDelegate } = provider as { getDelegate?: () => TracerProvider }
      const own = (getDelegate?.call(provider) ?? provider) as { forceFlush?: () => Promise<void> }
      await own.forceFlush?.().catch(() => {})
    },
  }
}

/** The caller's span; null if the headers have none. */
function remoteOf({ traceparent, tracestate }: TraceHeaders): SpanContext | null {
  const parent = readTraceparent(traceparent)
  if (!parent) return null
  const { traceId, spanId, flags } = parent
  const state = tracestate !== undefined && isTracestate(tracestate) && createTraceState(tracestate)
  return { traceId, spanId, traceFlags: flags & 1, isRemote: true, ...(state && { traceState: state }) }
}

const wrap = (tracer: Tracer, span: ApiSpan, isDeclined: boolean): Span =>
  span.isRecording() ? new Recorded(tracer, span) : new Unrecorded(tracer, span.spanContext(), isDeclined)

const headerOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

class Recorded implements Span {
  readonly traceId: string
  readonly spanId: string
  readonly #tracer: Tracer
  readonly #span: ApiSpan
  readonly #context: SpanContext
  #isEnded = false

  constructor(tracer: Tracer, span: ApiSpan) {
    this.#tracer = tracer
    this.#span = span
    this.#context = span.spanContext()
    this.traceId = this.#context.traceId
    this.spanId = this.#context.spanId
  }

  get traceparent(): string {
    return headerOf(this.#context)
  }

  get tracestate(): string | undefined {
    return this.#context.traceState?.serialize() || undefined
  }

  child(name: string, kind: SpanKind, attributes: Attributes = {}): Span {
    const context = trace.setSpan(ROOT_CONTEXT, this.#span)
    return wrap(this.#tracer, this.#tracer.startSpan(name, { kind: kinds[kind], attributes }, context), false)
  }

  apart(name: string, attributes: Attributes = {}): Span {
    const links: Link[] = [{ context: this.#context }]
    const options = { kind: Kind.INTERNAL, attributes, links, root: true }
    return wrap(this.#tracer, this.#tracer.startSpan(name, options, ROOT_CONTEXT), false)
  }

  rename(name: string): void {
    if (!this.#isEnded) this.#span.updateName(name)
  }

  set(attributes: Attributes): void {
    if (!this.#isEnded) this.#span.setAttributes(attributes)
  }

  note(what: string, attributes: Attributes = {}): void {
    if (!this.#isEnded) this.#span.addEvent(what, attributes)
  }

  link(other: Span): void {
    const parent = readTraceparent(other.traceparent)
    if (!parent || this.#isEnded) return
    const { traceId, spanId, flags } = parent
    this.#span.addLink({ context: { traceId, spanId, traceFlags: flags } })
  }

  fail(code: string): void {
    if (this.#isEnded) return
    this.#span.setAttributes({ 'error.type': code })
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message: code })
  }

  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#span.end()
  }
}

/** One span for everything below an unrecorded span: these spans are never exported, and each would cost as much as a recorded one. */
class Unrecorded implements Span {
  readonly traceId: string
  readonly spanId: string
  readonly #tracer: Tracer
  readonly #context: SpanContext
  readonly #isDeclined: boolean

  constructor(tracer: Tracer, context: SpanContext, isDeclined: boolean) {
    this.#tracer = tracer
    this.#context = context
    this.#isDeclined = isDeclined
    this.traceId = context.traceId
    this.spanId = context.spanId
  }

  get traceparent(): string {
    return headerOf(this.#context)
  }

  get tracestate(): string | undefined {
    return this.#context.traceState?.serialize() || undefined
  }

  child(): Span {
    return this
  }

  apart(name: string, attributes: Attributes = {}): Span {
    if (this.#isDeclined) return this
    const options = { kind: Kind.INTERNAL, attributes, root: true }
    return wrap(this.#tracer, this.#tracer.startSpan(name, options, ROOT_CONTEXT), false)
  }

  rename(): void {}
  set(): void {}
  note(): void {}
  link(): void {}
  fail(): void {}
  end(): void {}
}
