// A tracer provider that records spans for tests, as OpenTelemetry's own would export them.
import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'

export interface RecordedSpan {
  name: string
  kind: SpanKind
  context: SpanContext
  parent: SpanContext | undefined
  attributes: Attributes
  notes: string[]
  links: SpanContext[]
  isError: boolean
  /** How often it was ended. */
  ends: number
  /** Calls after its end. */
  late: string[]
}

export interface RecordingTracer {
  provider: TracerProvider
  readonly spans: readonly RecordedSpan[]
  /** Every root with what is below it, in the order of their beginnings: name, what the test wants to see, and failures. */
  tree(show?: (span: RecordedSpan) => string): string
  clear(): void
}

/** Records whatever its caller has not declined; `samples` decides about roots. */
export function createRecordingTracer({
  samples = () => true,
}: {
  samples?: () => boolean
} = {}): RecordingTracer {
  const spans: RecordedSpan[] = []
  let made = 0
  const id = (length: number): string => (++made).toString(16).padStart(length, '0')

  const startSpan = (name: string, options: SpanOptions = {}, given?: Context): Span => {
    const parent = given && !options.root ? trace.getSpanContext(given) : undefined
    const traceFlags = (parent ? parent.traceFlags === 1 : samples()) ? 1 : 0
    const { traceState } = parent ?? {}
    const traceId = parent?.traceId ?? id(32)
    const context = { traceId, spanId: id(16), traceFlags, ...(traceState && { traceState }) }
    if (traceFlags === 0) return trace.wrapSpanContext(context)
    const { kind = SpanKind.INTERNAL, attributes = {}, links = [] } = options
    const span: RecordedSpan = {
      name,
      kind,
      context,
      parent,
      attributes: { ...attributes },
      notes: [],
      links: links.map((link: Link) => link.context),
      isError: false,
      ends: 0,
      late: [],
    }
    spans.push(span)
    return record(span)
  }

  const provider: TracerProvider = {
    getTracer: () => ({
      startSpan,
      startActiveSpan() {
        throw new Error('nothing here goes by the active span')
      },
    }),
  }
  return {
    provider,
    spans,
    tree(show = () => '') {
      const lines: string[] = []
      const add = (span: RecordedSpan, depth: number): void => {
        const shown = show(span)
        const failure = span.isError ? ` !${span.attributes['error.type']}` : ''
        const linked = span.links.map(({ spanId }) => ` ~${nameOf(spanId)}`).join('')
        lines.push(`${'  '.repeat(depth)}${span.name}${shown && ` ${shown}`}${failure}${linked}`)
        for (const each of spans) if (each.parent?.spanId === span.context.spanId) add(each, depth + 1)
      }
      const nameOf = (spanId: string): string =>
        spans.find(({ context }) => context.spanId === spanId)?.name ?? 'unknown'
      const isKnown = (spanId: string | undefined): boolean =>
        spans.some(({ context }) => context.spanId === spanId)
      for (const span of spans) if (!isKnown(span.parent?.spanId)) add(span, 0)
      return lines.join('\n')
    },
    clear() {
      spans.length = 0
    },
  }
}

function record(span: RecordedSpan): Span {
  const during = (what: string, then: () => void): Span => {
    if (span.ends > 0) span.late.push(what)
    else then()
    return recording
  }
  const recording: Span = {
    spanContext: () => span.context,
    isRecording: () => span.ends === 0,
    setAttribute: (name, value) => during(name, () => void Object.assign(span.attributes, { [name]: value })),
    setAttributes: (all) => during('attributes', () => void Object.assign(span.attributes, all)),
    addEvent: (name) => during(name, () => void span.notes.push(name)),
    addLink: ({ context }) => during('link', () => void span.links.push(context)),
    addLinks: (links) => during('links', () => void span.links.push(...links.map(({ context }) => context))),
    setStatus: ({ code }) =>
      during('status', () => {
        span.isError = code === SpanStatusCode.ERROR
      }),
    updateName: (name) =>
      during('name', () => {
        span.name = name
      }),
    recordException() {},
    end() {
      span.ends++
    },
  }
  return recording
}
