import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppEnv } from '../../src/http/app-env.ts'
import { compression } from '../../src/http/compression.ts'
import { compressNow } from '../../src/runtime/node/content-coding.ts'
import { startService, type TestService } from '../support/service.ts'

let service: TestService

beforeAll(() => {
  service = startService()
})

afterAll(() => service.close())

const get = (path: string, coding: string, method = 'GET') =>
  service.get(path, { method, headers: { 'accept-encoding': coding } })

test('a small answer is not compressed, but varies by Accept-Encoding', async () => {
  const answer = await get('/healthz', 'gzip')
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(answer.headers.get('vary')).toBe('Accept-Encoding')
  expect(await answer.json()).toEqual({ status: 'ok' })
})

test('a large answer is compressed, and decompresses to the plain one', async () => {
  const plain = await (await get('/v1/marine/zones', 'identity')).text()
  const answer = await get('/v1/marine/zones', 'gzip')
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.byteLength).toBeLessThan(plain.length / 4)
  expect(gunzipSync(bytes).toString()).toBe(plain)
})

test.each([
  ['gzip', 'gzip'],
  ['deflate, gzip', 'gzip'],
  ['deflate;q=0.9, gzip;q=0.5', 'deflate'],
  ['gzip;q=0, *', 'deflate'],
  ['*', 'gzip'],
  ['GZIP', 'gzip'],
  ['br', null],
  ['gzip;q=0', null],
  ['', null],
])('Accept-Encoding: %s selects %s', async (accepted, coding) => {
  const answer = await get('/openapi.json', accepted)
  expect(answer.headers.get('content-encoding')).toBe(coding)
  await answer.arrayBuffer()
})

test('a body that the platform does not compress inline is compressed as a stream', async () => {
  const asked: number[] = []
  const app = new Hono<AppEnv>()
  app.use(
    compression((bytes, coding) => {
      asked.push(bytes.byteLength)
      return compressNow(bytes, coding)
    }),
  )
  app.get('/:length', (c) => c.json('x'.repeat(Number(c.req.param('length')))))
  for (const length of [1_000, 10_000, 100_000]) {
    const answer = await app.request(`/${length}`, { headers: { 'accept-encoding': 'gzip' } })
    const body = Buffer.from(await answer.arrayBuffer())
    const isCompressed = answer.headers.get('content-encoding') === 'gzip'
    expect(isCompressed).toBe(length > 1_000)
    expect(JSON.parse((isCompressed ? gunzipSync(body) : body).toString())).toHaveLength(length)
  }
  expect(asked).toEqual([10_002, 100_002])
  expect(compressNow(new Uint8Array(100_002), 'gzip')).toBeNull()
})

test('HEAD has the same Vary as GET, and no body', async () => {
  const answer = await get('/openapi.json', 'gzip', 'HEAD')
  expect(answer.headers.get('vary')).toBe((await get('/openapi.json', 'gzip')).headers.get('vary'))
  expect(await answer.text()).toBe('')
})

test('a stream is never compressed', async () => {
  const answer = await service.get('/v1/geocode?place=Annapolis', {
    headers: { accept: 'text/event-stream', 'accept-encoding': 'gzip' },
  })
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(await answer.text()).toContain('event: done')
})
