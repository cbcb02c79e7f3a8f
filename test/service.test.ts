import { afterEach, beforeEach, expect, test } from 'vitest'
import { startService, type TestService } from './support/service.ts'

let service: TestService
beforeEach(() => {
  service = startService()
})
afterEach(() => service.close())

const cold = '/v1/briefing?place=Annapolis,%20MD&subreddits=sailing,boating'

test('a briefing merges place, forecasts, alerts and posts into one complete answer', async () => {
  const { status, body } = await service.json(cold)
  expect(status).toBe(200)
  expect(body.complete).toBe(true)
  expect(body.data.place).toMatchObject({ query: 'Annapolis, MD', name: 'Annapolis', provider: 'nominatim' })
  expect(body.data.marine.map(({ zone }: { zone: { id: string } }) => zone.id)).toEqual([
    'ANZ532',
    'ANZ540',
    'ANZ539',
  ])
  expect(body.data.reddit.map(({ subreddit }: { subreddit: string }) => subreddit)).toEqual([
    'sailing',
    'boating',
  ])
  expect(body.parts.map(({ source, key }: { source: string; key: string }) => `${source} ${key}`)).toEqual([
    'geocode Annapolis, MD',
    'marine ANZ532',
    'marine ANZ540',
    'marine ANZ539',
    'alerts ANZ532',
    'alerts ANZ540',
    'alerts ANZ539',
    'reddit sailing',
    'reddit boating',
  ])
})

test('coordinates need no geocoder, and inland there is no sea', async () => {
  const { body } = await service.json('/v1/briefing?place=39.74,-104.99')
  expect(body).toMatchObject({ complete: true, data: { marine: [], alerts: [], reddit: [] }, parts: [] })
  expect(service.asked()).toBe(0)
})

test('thirteen forecasts are gathered with one request each, in the order of the group', async () => {
  const { body } = await service.json('/v1/marine/advisories?group=chesapeake')
  const ids = body.data.advisories.map(({ zone }: { zone: { id: string } }) => zone.id)
  expect(ids).toEqual(Array.from({ length: 13 }, (_, index) => `ANZ${531 + index}`))
  expect(service.asked()).toBe(13)
})

test('a second call makes no upstream request, and its ETag is that of the first', async () => {
  const first = await service.json(cold)
  const asked = service.asked()
  const second = await service.json(cold)
  expect(service.asked()).toBe(asked)
  expect(new Set(second.body.parts.map(({ status }: { status: string }) => status))).toEqual(
    new Set(['cached']),
  )
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
  expect(second.body.parts[0]).toMatchObject({ attempts: 0 })
})

test('a part has timings only if an upstream was called for it', async () => {
  const first = await service.json(cold)
  for (const { status, timings, tookMs } of first.body.parts) {
    const { queueMs, upstreamMs, decodeMs } = timings
    for (const ms of [queueMs, upstreamMs, decodeMs]) expect(ms).toBe(Math.round(ms * 100) / 100)
    expect([status, queueMs + upstreamMs + decodeMs <= tookMs + 0.05]).toEqual(['fresh', true])
  }
  const second = await service.json(cold)
  for (const part of second.body.parts) expect(part).not.toHaveProperty('timings')
})

test('a thousand cold calls for one zone at once make one upstream request', async () => {
  const calls = Array.from({ length: 1_000 }, () => service.json('/v1/marine/forecasts?zones=ANZ532'))
  const answers = await Promise.all(calls)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(service.asked()).toBe(1)
})

test('alerts of many zones are fetched with one request, and kept zone by zone', async () => {
  await service.json('/v1/briefing?place=38.97,-76.49&count=3')
  expect(service.asked('/alerts/active')).toBe(1)
  await service.json('/v1/briefing?place=38.97,-76.49&count=2')
  expect(service.asked('/alerts/active')).toBe(1)
})

test('an incomplete answer is not cacheable, a complete one is until its first part expires', async () => {
  const whole = await service.json(cold)
  expect(whole.headers.get('cache-control')).toBe('public, max-age=60')
  service.sandbox.faults.set([{ match: '/r/knots', fault: '500' }])
  const broken = await service.json('/v1/reddit/top?subreddits=knots,sailing')
  expect(broken.headers.get('cache-control')).toBe('no-store')
})

test('when the zone files are gone, thirteen zones come from one product of their office', async () => {
  service.sandbox.faults.set([{ match: '/marine/', fault: '500' }])
  const { body } = await service.json('/v1/marine/forecasts?group=chesapeake')
  expect(body.complete).toBe(true)
  expect(new Set(body.parts.map(({ provider }: { provider: string }) => provider))).toEqual(
    new Set(['nws-products']),
  )
  expect(service.asked('/nws/products/types/CWF/locations/LWX')).toBe(1)
  expect(service.asked('/nws/products/') - service.asked('/nws/products/types')).toBe(1)
})

test('a stale answer is served at once while it is refreshed, then the fresh one is', async () => {
  const path = '/v1/reddit/top?subreddits=sailing'
  await service.json(path)
  service.age(121_000)
  const stale = await service.json(path)
  expect(stale.body.parts[0]).toMatchObject({ status: 'stale', attempts: 0 })
  expect(stale.headers.get('age')).toBe('121')
  await service.idle()
  expect(service.asked('/r/sailing')).toBe(2)
  expect((await service.json(path)).body.parts[0]).toMatchObject({ status: 'cached' })
})

test('a stale answer is served when its upstream has died, and says how old it is', async () => {
  const path = '/v1/reddit/top?subreddits=sailing'
  await service.json(path)
  service.age(1_800_000)
  service.sandbox.faults.set([{ match: '/r/sailing', fault: '500' }])
  const { status, body, headers } = await service.json(path)
  expect(status).toBe(200)
  expect(body).toMatchObject({ complete: true, parts: [{ status: 'stale' }] })
  expect(headers.get('age')).toBe('1800')
  await service.idle()
})

test('a failure is remembered briefly: an immediate repeat makes no upstream request', async () => {
  service.sandbox.faults.set([{ match: '/r/sailing', fault: '500' }])
  const path = '/v1/reddit/top?subreddits=sailing'
  await service.json(path)
  const asked = service.asked()
  expect((await service.json(path)).status).toBe(502)
  expect(service.asked()).toBe(asked)
})

test('strict handling turns one failed part into a problem that shows all parts', async () => {
  service.sandbox.faults.set([{ match: '/r/sailing', fault: '429', retryAfter: 30 }])
  const { status, body, headers } = await service.json('/v1/reddit/top?subreddits=sailing,boating', {
    headers: { prefer: 'handling=strict, wait=3' },
  })
  expect(status).toBe(503)
  expect(body).toMatchObject({ type: '/problems/upstream_rate_limited', code: 'upstream_rate_limited' })
  expect(body.parts).toHaveLength(2)
  expect(headers.get('retry-after')).toBe('30')
  expect(headers.get('preference-applied')).toBe('handling=strict, wait=3')
})

test('an unknown zone is a missing part, and alone it is a 404', async () => {
  const some = await service.json('/v1/marine/forecasts?zones=ANZ532,ANZ999')
  expect(some.status).toBe(200)
  expect(some.body.parts[1]).toMatchObject({
    key: 'ANZ999',
    status: 'failed',
    attempts: 0,
    error: { code: 'not_found' },
  })
  expect((await service.json('/v1/marine/forecasts?zones=ANZ999')).status).toBe(404)
})

test('a request above the maximum is refused, not cut', async () => {
  const zones = Array.from({ length: 51 }, (_, index) => `ANZ${100 + index}`).join(',')
  expect((await service.json(`/v1/marine/forecasts?zones=${zones}`)).status).toBe(400)
  const places = Array.from({ length: 21 }, (_, index) => `place=p${index}`).join('&')
  expect((await service.json(`/v1/geocode?${places}`)).status).toBe(400)
})

test('a harmless request id is used, any other is replaced, and the id is always sent', async () => {
  const taken = await service.get('/healthz', { headers: { 'x-request-id': 'abc-123' } })
  expect(taken.headers.get('x-request-id')).toBe('abc-123')
  const made = await service.get('/healthz', { headers: { 'x-request-id': 'a b' } })
  expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('an Accept header that no representation fits is refused', async () => {
  expect((await service.get(cold, { headers: { accept: 'image/png' } })).status).toBe(406)
})

test("the operator's view shows what really happened", async () => {
  await service.json('/v1/marine/forecasts?group=chesapeake')
  await service.json('/v1/marine/forecasts?group=chesapeake')
  const { body } = await service.json('/v1/sources')
  const marine = body.sources.find(({ name }: { name: string }) => name === 'marine')
  expect(marine).toMatchObject({ name: 'marine', cache: { entries: 13, hits: 13, misses: 13, stale: 0 } })
  expect(marine.providers[0]).toMatchObject({ name: 'tgftp', calls: 13, failures: 0, breaker: 'closed' })
})

test('the log line of a request has its parts, and what to do about a failed one', async () => {
  service.sandbox.faults.set([{ match: '/r/sailing', fault: '429', status: 403 }])
  await service.json('/v1/reddit/top?subreddits=sailing')
  const [line] = service.events.of('request')
  expect(line).toMatchObject({
    route: '/v1/reddit/top',
    status: 502,
    outcome: 'answered',
    code: 'upstream_forbidden',
  })
  expect(line?.parts[0]?.detail).toContain('REDDIT_CLIENT_ID')
  expect(line?.parts[0]?.detail).toContain('REDDIT_CLIENT_SECRET')
})
