import { expect, test } from 'vitest'
import { createLifecycle } from '../../src/http/lifecycle.ts'
import { createReadyAnswers } from '../../src/http/ready.ts'
import type { Service } from '../../src/http/service.ts'
import { createTracing } from '../../src/tracing/otel.ts'
import { createRecorder } from '../support/recorder.ts'
import { createRecordingTracer } from '../support/recording-tracer.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const received = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }
const headers = new Headers({ etag: '"1"', 'content-type': 'application/json' })

function bench({ traces }: { traces: boolean }) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const tracer = createRecordingTracer()
  const service = {
    runtime: { clock } as unknown as Service['runtime'],
    lifecycle: createLifecycle(),
    emit: events.emit,
    ...(traces && { tracing: createTracing('1.0.0', tracer.provider) }),
  }
  const ready = createReadyAnswers(service, { maxBytes: 10_000 })
  const repeatable = { oldest: clock.now(), freshUntil: clock.now() + 60_000, parts: [], isHeld: () => true }
  ready.keep('key', { route: '/v1/geocode', headers, body: '{}' }, repeatable)
  return { events, tracer, ready }
}

test('a ready answer is a request in the trace of its caller', () => {
  const { events, tracer, ready } = bench({ traces: true })
  ready.prepare('key', undefined, () => 'r1', received)?.done()
  expect(tracer.tree()).toBe('GET /v1/geocode')
  const [span] = tracer.spans
  expect(span).toMatchObject({ context: { traceId }, ends: 1, late: [] })
  expect(span?.attributes).toMatchObject({
    'http.response.status_code': 200,
    'tributary.outcome': 'answered',
    'tributary.request_id': 'r1',
  })
  expect(events.of('request')[0]).toMatchObject({ traceId, spanId: span?.context.spanId })
})

test('a request for which nothing is ready begins no span', () => {
  const { tracer, ready } = bench({ traces: true })
  expect(ready.prepare('other', undefined, () => 'r1', received)).toBeNull()
  expect(tracer.spans).toEqual([])
})

test('where nothing is recorded the line names the caller’s trace, if there is one', () => {
  const { events, ready } = bench({ traces: false })
  ready.prepare('key', undefined, () => 'r1', received)?.done()
  ready.prepare('key', undefined, () => 'r2')?.done()
  const [first, second] = events.of('request')
  expect(first).toMatchObject({ traceId })
  expect(first).not.toHaveProperty('spanId')
  expect(second).not.toHaveProperty('traceId')
})
