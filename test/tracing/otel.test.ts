import { SpanKind } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { endFailed } from '../../src/core/tracing.ts'
import { createTracing } from '../../src/tracing/otel.ts'
import { createRecordingTracer } from '../support/recording-tracer.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const from = (flags: string) => ({
  traceparent: `00-${traceId}-b7ad6b7169203331-${flags}`,
  tracestate: 'vendor=1',
})

function traced(options: { samples?: () => boolean } = {}) {
  const recorder = createRecordingTracer(options)
  return { recorder, tracing: createTracing('1.0.0', recorder.provider) }
}

test('a request continues the trace of its caller and passes it on with its own span', () => {
  const { recorder, tracing } = traced()
  const span = tracing.start('GET', 'server', { a: 1 }, from('01'))
  const attempt = span.child('attempt', 'client')
  expect(recorder.spans[0]).toMatchObject({ kind: SpanKind.SERVER, attributes: { a: 1 } })
  expect(recorder.spans[0]?.parent).toMatchObject({ traceId, spanId: 'b7ad6b7169203331', isRemote: true })
  expect(attempt.traceId).toBe(traceId)
  expect(attempt.traceparent).toBe(`00-${traceId}-${attempt.spanId}-01`)
  expect(attempt.tracestate).toBe('vendor=1')
  expect(recorder.spans[1]?.parent?.spanId).toBe(span.spanId)
})

test('headers without a trace start one', () => {
  const { recorder, tracing } = traced()
  const span = tracing.start('GET', 'server', {}, { traceparent: 'nonsense', tracestate: 'vendor=1' })
  expect(recorder.spans[0]?.parent).toBeUndefined()
  expect(span.tracestate).toBeUndefined()
})

test('an unsampled request and its background work are not recorded, and its trace is passed on', () => {
  const { recorder, tracing } = traced()
  const span = tracing.start('GET', 'server', {}, from('00'))
  const below = span.child('part', 'internal')
  below.apart('refresh').end()
  below.set({ a: 1 })
  below.note('retry')
  below.fail('internal')
  below.end()
  span.end()
  expect(recorder.spans).toEqual([])
  expect(below.traceparent).toBe(`00-${traceId}-${span.spanId}-00`)
})

test('background work of an unsampled request is sampled on its own', () => {
  const draws = [false, true]
  const { recorder, tracing } = traced({ samples: () => draws.shift() ?? false })
  const span = tracing.start('GET', 'server')
  expect(span.traceparent).toMatch(/-00$/)
  span.apart('refresh').end()
  expect(recorder.tree()).toBe('refresh')
})

test('background work is a trace of its own, linked to the span that started it', () => {
  const { recorder, tracing } = traced()
  const span = tracing.start('GET', 'server', {}, from('01'))
  const apart = span.apart('refresh')
  expect(apart.traceId).not.toBe(traceId)
  expect(recorder.spans[1]).toMatchObject({ parent: undefined, links: [{ traceId, spanId: span.spanId }] })
})

test('calls after the end are ignored, and a span ends once', () => {
  const { recorder, tracing } = traced()
  const [span, other] = [tracing.start('GET', 'server'), tracing.start('GET', 'server')]
  span.end()
  span.end()
  span.set({ a: 1 })
  span.note('retry')
  span.rename('x')
  span.fail('internal')
  span.link(other)
  expect(recorder.spans[0]).toMatchObject({ name: 'GET', attributes: {}, ends: 1, late: [], isError: false })
})

test('a failure has its code; a cancelled wait is not a failure', () => {
  const { recorder, tracing } = traced()
  const gone = new AbortController()
  gone.abort(new TypeError('left'))
  endFailed(tracing.start('a', 'internal'), new AppError('upstream_timeout', 'late'), gone.signal)
  endFailed(tracing.start('b', 'internal'), gone.signal.reason, gone.signal)
  expect(recorder.tree()).toBe('a !upstream_timeout\nb')
  expect(recorder.spans[1]?.attributes).toEqual({ 'tributary.cancelled': 'TypeError' })
  expect(recorder.spans.map(({ ends }) => ends)).toEqual([1, 1])
})

test('flushing asks the provider, and does without one that cannot', async () => {
  const { recorder, tracing } = traced()
  await tracing.flush()
  let flushed = 0
  const forceFlush = async (): Promise<void> => {
    flushed++
    throw new Error('the collector is away')
  }
  await createTracing('1.0.0', Object.assign(recorder.provider, { forceFlush })).flush()
  expect(flushed).toBe(1)
})
