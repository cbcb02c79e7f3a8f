import { afterEach, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'
import { createGuardedService, keyEntry, withKey, zonePath } from './guarded-service.ts'

const operatorPaths = ['/metrics', '/v1/sources', '/status']
const purge = { method: 'DELETE' }

let service: TestService | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

test('with OPS_PORT, the operator’s routes are on that port only', async () => {
  const { app, operatorApp } = createGuardedService({ OPS_PORT: '9091' })
  for (const path of operatorPaths) {
    expect((await app.request(path)).status, path).toBe(404)
    expect((await operatorApp?.request(path))?.status, path).toBe(200)
  }
  expect((await app.request('/v1/cache?source=marine', purge)).status).toBe(404)
  expect((await operatorApp?.request('/v1/cache?source=marine', purge))?.status).toBe(200)
  expect((await operatorApp?.request(zonePath))?.status).toBe(404)
  for (const each of [app, operatorApp]) expect((await each?.request('/healthz'))?.status).toBe(200)
})

test('without OPS_PORT, the operator’s routes are on the main port', async () => {
  const { app, operatorApp } = createGuardedService({})
  expect(operatorApp).toBeNull()
  for (const path of operatorPaths) expect((await app.request(path)).status, path).toBe(200)
})

test('requests to the operator’s port are admitted during an overload', async () => {
  const { app, operatorApp } = createGuardedService({ OPS_PORT: '9091', MAX_IN_FLIGHT: '1' })
  const held = app.request('/v1/reddit/top?subreddits=sailing')
  expect((await app.request(zonePath)).status).toBe(503)
  expect((await operatorApp?.request('/v1/sources'))?.status).toBe(200)
  expect((await app.request('/readyz')).status).toBe(200)
  void held
})

test('a refusal is a problem with Retry-After and RateLimit headers', async () => {
  const { app, events } = createGuardedService({ MAX_IN_FLIGHT: '1' })
  void app.request('/v1/reddit/top?subreddits=sailing')
  const response = await app.request(zonePath)
  expect(response.headers.get('retry-after')).toBe('1')
  expect(response.headers.get('ratelimit-policy')).toBe('"in-flight";q=1;qu="concurrent-requests"')
  expect(await response.json()).toMatchObject({ code: 'overloaded', status: 503, instance: zonePath })
  expect(events.of('request')).toMatchObject([{ outcome: 'refused', route: '(refused)', code: 'overloaded' }])
})

test('without keys and OPS_PORT, a purge is forbidden from any address unless OPEN_CACHE_PURGE is set', async () => {
  for (const [environment, status] of [
    [{}, 403],
    [{ OPEN_CACHE_PURGE: 'true' }, 200],
  ] as const) {
    const { app, callFrom } = createGuardedService(environment)
    for (const address of ['127.0.0.1', '::1', '192.0.2.1', undefined]) {
      callFrom(address)
      expect((await app.request('/v1/cache?source=marine', purge)).status).toBe(status)
    }
    const headers = { origin: 'http://evil.example', host: 'evil.example' }
    expect((await app.request('/v1/cache?source=marine', { ...purge, headers })).status).toBe(403)
  }
})

test('with API keys, a purge needs one from any address', async () => {
  const { app, callFrom } = createGuardedService({ API_KEYS: keyEntry('ops', 'sesame') })
  callFrom('127.0.0.1')
  expect((await app.request('/v1/cache?source=marine', purge)).status).toBe(401)
  callFrom('192.0.2.1')
  expect((await app.request('/v1/cache?source=marine', { ...purge, ...withKey('sesame') })).status).toBe(200)
})

test('an unknown source is 404, a missing one 400', async () => {
  const { app } = createGuardedService({ OPEN_CACHE_PURGE: 'true' })
  const unknown = await app.request('/v1/cache?source=no-such', purge)
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({ detail: expect.stringContaining('alerts, geocode') })
  const missing = await app.request('/v1/cache', purge)
  expect(missing.status).toBe(400)
  expect(await missing.json()).toMatchObject({ errors: [{ in: 'query', name: 'source' }] })
})

test('only purged values are requested again', async () => {
  service = startService({ API_KEYS: keyEntry('ops', 'sesame') })
  const key = withKey('sesame')
  const path = '/v1/marine/forecasts?zones=ANZ531,ANZ532'
  await service.json(path, key)
  const { body } = await service.json('/v1/cache?source=marine&key=anz532', { ...purge, ...key })
  expect(body).toEqual({ purged: 1 })
  expect((await service.json('/v1/cache?source=marine&key=ANZ999', { ...purge, ...key })).body).toEqual({
    purged: 0,
  })
  await service.json(path, key)
  expect(service.asked('anz531')).toBe(1)
  expect(service.asked('anz532')).toBe(2)
  expect((await service.json('/v1/cache?source=marine', { ...purge, ...key })).body).toEqual({ purged: 2 })
})
