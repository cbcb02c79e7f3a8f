import { expect, test } from 'vitest'
import { createGuardedService, keyEntry, withKey, zonePath } from './guarded-service.ts'

const twoKeys = { API_KEYS: `${keyEntry('boats', 'open-sesame')}, ${keyEntry('dash', 'other')}` }

test('without API keys every caller is allowed, and answers are public', async () => {
  const { app } = createGuardedService({})
  const response = await app.request(zonePath)
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('public, max-age=3600')
  expect(response.headers.get('ratelimit')).toBeNull()
})

test.each([zonePath, '/v1/briefing?place=Annapolis', '/v1/sources', '/v1/nowhere'])(
  'with API keys, %s requires one and says how to send it',
  async (path) => {
    const { app } = createGuardedService(twoKeys)
    const response = await app.request(path)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({
      type: '/problems/unauthorized',
      code: 'unauthorized',
      instance: path.split('?')[0],
    })
  },
)

test('a wrong key and a missing key get different challenges', async () => {
  const { app } = createGuardedService(twoKeys)
  const response = await app.request(zonePath, withKey('wrong'))
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
})

test.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/problems', '/'])(
  'with API keys, %s needs none',
  async (path) => {
    const { app } = createGuardedService(twoKeys)
    expect((await app.request(path)).status).toBe(200)
  },
)

test('an answer to a key is private, and logged with the name of the key', async () => {
  const { app, events } = createGuardedService(twoKeys)
  const response = await app.request(zonePath, withKey('open-sesame'))
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('private, max-age=3600')
  expect(response.headers.get('vary')).toContain('Authorization')
  expect(events.of('request')).toMatchObject([{ client: 'boats', status: 200 }])
})

test('the log entry of a caller without a key contains neither name nor address', async () => {
  const { app, events } = createGuardedService({})
  await app.request(zonePath)
  expect(JSON.stringify(events.of('request'))).not.toMatch(/client|192\.0\.2/)
})

test('the OpenAPI document states whether a key is required', async () => {
  const security = async (environment: Record<string, string>) =>
    JSON.parse(await (await createGuardedService(environment).app.request('/openapi.json')).text())
  expect(await security({})).toMatchObject({ security: [{}, { apiKey: [] }] })
  const locked = await security(twoKeys)
  expect(locked.security).toEqual([{ apiKey: [] }])
  expect(locked.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' })
  expect(locked.paths['/healthz'].get.security).toEqual([])
})

test('a caller above the rate limit gets 429 with Retry-After, and is admitted after that time', async () => {
  const { app, clock } = createGuardedService({ CLIENT_RPS: '1', CLIENT_BURST: '2' })
  const answers = [await app.request(zonePath), await app.request(zonePath), await app.request(zonePath)]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
  const [first, , refused] = answers
  expect(first?.headers.get('ratelimit-policy')).toBe('"client";q=2;w=2')
  expect(first?.headers.get('ratelimit')).toBe('"client";r=1;t=1')
  expect(refused?.headers.get('retry-after')).toBe('1')
  expect(refused?.headers.get('ratelimit')).toBe('"client";r=0;t=1')
  expect(await refused?.json()).toMatchObject({ code: 'rate_limited', status: 429 })
  await clock.advance(1_000)
  expect((await app.request(zonePath)).status).toBe(200)
})

test('health checks and pages do not count against the rate limit', async () => {
  const { app } = createGuardedService({ CLIENT_RPS: '1', CLIENT_BURST: '1' })
  for (const path of ['/healthz', '/readyz', '/docs', '/metrics', '/']) await app.request(path)
  expect((await app.request(zonePath)).status).toBe(200)
})

test('rate limits apply per address, behind a proxy to the forwarded one', async () => {
  const { app, callFrom } = createGuardedService({
    CLIENT_RPS: '1',
    CLIENT_BURST: '1',
    TRUST_PROXY: '10.0.0.0/8',
  })
  const from = async (address: string, forwardedFor: string): Promise<number> => {
    callFrom(address)
    return (await app.request(zonePath, { headers: { 'x-forwarded-for': forwardedFor } })).status
  }
  expect(await from('10.0.0.1', '198.51.100.1')).toBe(200)
  expect(await from('10.0.0.1', '198.51.100.2')).toBe(200)
  expect(await from('10.0.0.1', '198.51.100.1')).toBe(429)
  expect(await from('192.0.2.1', '203.0.113.1')).toBe(200)
  expect(await from('192.0.2.1', '203.0.113.2')).toBe(429)
})

test('with API keys, rate limits apply per key instead of per address', async () => {
  const { app, callFrom } = createGuardedService({ ...twoKeys, CLIENT_RPS: '1', CLIENT_BURST: '1' })
  expect((await app.request(zonePath, withKey('open-sesame'))).status).toBe(200)
  callFrom('192.0.2.99')
  expect((await app.request(zonePath, withKey('open-sesame'))).status).toBe(429)
  expect((await app.request(zonePath, withKey('other'))).status).toBe(200)
})

test('the rate limit also applies to callers with wrong keys', async () => {
  const { app } = createGuardedService({ ...twoKeys, CLIENT_RPS: '1', CLIENT_BURST: '2' })
  const statuses: number[] = []
  // One after the other: keys are hashed off the main thread, and of three at once any may be the last.
  for (const key of ['a', 'b', 'c']) statuses.push((await app.request(zonePath, withKey(key))).status)
  expect(statuses).toEqual([401, 401, 429])
})

test('callers without a known address are not limited', async () => {
  const { app, callFrom } = createGuardedService({ CLIENT_RPS: '1', CLIENT_BURST: '1' })
  callFrom(undefined)
  const answers = await Promise.all([app.request(zonePath), app.request(zonePath)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
})

test('a CORS preflight needs no key', async () => {
  const { app } = createGuardedService({ ...twoKeys, CORS_ORIGINS: 'https://app.example' })
  const response = await app.request(zonePath, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-headers')).toBe('authorization')
  expect(response.headers.get('access-control-allow-methods')).not.toContain('DELETE')
})
