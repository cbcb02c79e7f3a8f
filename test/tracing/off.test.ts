// Without tracing, the caller's trace is still passed on and logged.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'

let service: TestService
beforeEach(() => {
  service = startService()
})
afterEach(() => service.close())

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

test('the caller’s trace context goes upstream as received', async () => {
  const headers = { traceparent, tracestate: 'vendor=1' }
  await service.json('/v1/marine/forecasts?zones=ANZ532', { headers })
  expect(service.sandbox.calls[0]?.headers).toMatchObject(headers)
})

test('a tracestate without a trace is not passed on', async () => {
  await service.json('/v1/marine/forecasts?zones=ANZ532', {
    headers: { traceparent: 'x', tracestate: 'vendor=1' },
  })
  expect(service.sandbox.calls[0]?.headers).not.toHaveProperty('tracestate')
})

test('the log and a problem have the caller’s trace id, and no span id', async () => {
  const { body } = await service.json('/v1/nothing', { headers: { traceparent } })
  expect(body).toMatchObject({ traceId })
  const [line] = service.events.of('request')
  expect(line).toMatchObject({ traceId })
  expect(line).not.toHaveProperty('spanId')
})

test('without a trace no trace id is logged', async () => {
  const { body } = await service.json('/v1/nothing', { headers: { traceparent: 'x' } })
  expect(body).not.toHaveProperty('traceId')
  expect(service.events.of('request')[0]).not.toHaveProperty('traceId')
})
