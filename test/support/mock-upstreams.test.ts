import { HttpResponse, http } from 'msw'
import { Pool, request } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mockUpstreams } from './mock-upstreams.ts'

const upstreams = mockUpstreams()
const headers = { 'user-agent': 'tests (tests@example.org)' }

beforeEach(() => upstreams.enable())
afterEach(() => {
  upstreams.reset()
  upstreams.close()
})

test('a request of undici reaches the sandbox', async () => {
  const { statusCode, body } = await request(`${upstreams.urls.NOMINATIM_URL}/search?q=Dehli`, { headers })
  expect(statusCode).toBe(200)
  expect(await body.json()).toMatchObject([{ name: 'Delhi', lat: '28.6517178' }])
  expect(upstreams.sandbox.calls).toMatchObject([{ path: '/nominatim/search', query: { q: 'Dehli' } }])
})

test('a pool of undici reaches the sandbox', async () => {
  const pool = new Pool('http://sandbox.test', { connections: 2 })
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: '/reddit/r/sailing/top.json?limit=3',
  })
  expect(statusCode).toBe(200)
  expect(await body.json()).toMatchObject({ kind: 'Listing', data: { dist: 3 } })
  await pool.close()
})

test('a posted form reaches the sandbox with its body', async () => {
  const { body } = await request(`${upstreams.urls.REDDIT_URL}/api/v1/access_token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa('client:secret')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  })
  expect(await body.json()).toMatchObject({ token_type: 'bearer', expires_in: 86_400 })
  expect(JSON.stringify(upstreams.sandbox.calls)).not.toContain(btoa('client:secret'))
})

test('an unhandled host fails instead of reaching the network', async () => {
  await expect(request('http://elsewhere.test/')).rejects.toThrow()
})

test('a handler in front of the sandbox wins until it is reset', async () => {
  const url = `${upstreams.urls.NOMINATIM_URL}/search?q=Zadar`
  upstreams.use(http.get(`${upstreams.urls.NOMINATIM_URL}/search`, () => HttpResponse.json([])))
  expect(await (await request(url, { headers })).body.json()).toEqual([])
  upstreams.reset()
  expect(await (await request(url, { headers })).body.json()).toHaveLength(1)
})

test('content faults work, and transport faults are reported as unsupported', async () => {
  const ask = () => request(`${upstreams.urls.REDDIT_URL}/r/sailing/top.json`)
  upstreams.sandbox.faults.set([
    { match: '/r/sailing', fault: '429', times: 1 },
    { match: '/r/sailing', fault: 'never' },
  ])
  const limited = await ask()
  expect([limited.statusCode, limited.headers['retry-after']]).toEqual([429, '4'])
  const impossible = await ask()
  expect(impossible.statusCode).toBe(501)
  expect(await impossible.body.text()).toContain('never')
})
