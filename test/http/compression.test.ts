import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
