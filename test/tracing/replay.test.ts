import { afterEach, expect, test } from 'vitest'
import { createTracing } from '../../src/tracing/otel.ts'
import { createRecordingTracer } from '../support/recording-tracer.ts'
import { startService, type TestService } from '../support/service.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`
const path = '/v1/geocode?place=Annapolis'

let service: TestService
afterEach(() => service.close())

/** Asks until the answer is replayed, then once more with this header. */
async function replay(headers: Record<string, string>): Promise<void> {
  for (let calls = 0; calls < 3; calls++) await (await service.get(path)).text()
  await (await service.get(path, { headers })).text()
}

test('a replayed answer is a request in the trace of its caller', async () => {
  const tracer = createRecordingTracer()
  service = startService({}, { tracing: createTracing('1.0.0', tracer.provider) })
  await replay({ traceparent, 'x-request-id': 'r1' })
  expect(service.events.of('replayed').at(-1)?.requestId).toBe('r1')
  const span = tracer.spans.at(-1)
  expect(span).toMatchObject({ context: { traceId }, ends: 1, late: [] })
  expect(span?.attributes).toMatchObject({
    'http.response.status_code': 200,
    'tributary.outcome': 'answered',
    'tributary.request_id': 'r1',
  })
  expect(service.events.of('request').at(-1)).toMatchObject({ traceId, spanId: span?.context.spanId })
})

test('where nothing is recorded the line names the trace of the caller, if there is one', async () => {
  service = startService()
  await replay({ traceparent })
  await (await service.get(path)).text()
  const [first, second] = service.events.of('request').slice(-2)
  expect(service.events.of('replayed').length).toBeGreaterThanOrEqual(2)
  expect(first).toMatchObject({ traceId })
  expect(first).not.toHaveProperty('spanId')
  expect(second).not.toHaveProperty('traceId')
})
