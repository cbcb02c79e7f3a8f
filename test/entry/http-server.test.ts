// What Node and its adapter would answer by themselves, or not at all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxHeaderBytes } from '../../src/entry/http-server.ts'
import { eventually } from '../support/eventually.ts'
import { rawClient } from '../support/raw-client.ts'
import { type SocketService, startSocketService } from '../support/socket-service.ts'

let service: SocketService
const origin = 'https://app.example'

beforeAll(async () => {
  service = await startSocketService({ CORS_ORIGINS: origin })
})

afterAll(() => service.close())

const lines = () => service.events.of('request')

/** All that comes for these bytes, until the connection ends. */
async function send(text: string, { port } = service): Promise<string> {
  const client = await rawClient(port, text)
  return client.closed()
}

test('HTTP/1.0 without a Host, as health checks send it, is answered', async () => {
  expect(await send('GET /readyz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test.each([
  ['a request of HTTP/1.1 without a Host', 'GET /readyz HTTP/1.1\r\n', 400, 'a Host field is required'],
  ['two Host fields', 'GET /readyz HTTP/1.1\r\nHost: a\r\nhost: b\r\n', 400, 'more than one Host field'],
  ['an invalid Host', 'GET /readyz HTTP/1.1\r\nHost: a/b@c\r\n', 400, 'Invalid host header'],
  ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n', 400, 'Invalid URL'],
  ['what is not HTTP', 'GET /readyz HTTP/1.1\r\nnonsense\r\n', 400, 'this is not HTTP/1.1'],
  [
    'headers beyond the limit',
    `GET /v1/geocode HTTP/1.1\r\nHost: a\r\nOrigin: ${origin}\r\nX-Long: ${'x'.repeat(maxHeaderBytes)}\r\n`,
    431,
    `at most ${maxHeaderBytes} bytes`,
  ],
])('%s: a problem, every header, one line in the log', async (_, head, status, detail) => {
  const before = lines().length
  const answer = await send(`${head}Connection: close\r\n\r\n`)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  for (const text of [
    detail,
    'application/problem+json',
    'x-content-type-options: nosniff',
    'x-request-id: ',
  ]) {
    expect(answer).toContain(text)
  }
  if (head.includes('Origin')) expect(answer).toContain(`access-control-allow-origin: ${origin}`)
  const added = lines().slice(before)
  expect(added).toMatchObject([{ status, route: '(malformed)', outcome: 'answered' }])
  expect(service.service.lifecycle.tally().inFlight).toBe(0)
})

describe('headers that do not arrive in time', () => {
  // Of its own, because a request of another test could be late on a busy machine.
  let strict: SocketService
  beforeAll(async () => {
    strict = await startSocketService({ HEADERS_TIMEOUT_MS: '200' })
  })
  afterAll(() => strict.close())

  test('are answered with 408', async () => {
    const answer = await send('GET /readyz HTTP/1.1\r\nHost: a\r\n', strict)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('"code":"request_timeout"')
  })

  test('on an idle connection close it without a response and without a log line', async () => {
    const before = strict.events.of('request').length
    expect(await send('', strict)).toBe('')
    expect(strict.events.of('request')).toHaveLength(before)
  })
})

test('twenty places of maximum length fit into a request', async () => {
  const query = Array.from({ length: 20 }, (_, index) => {
    const place = '灣'.repeat(198) + String(index).padStart(2, '0')
    return `place=${encodeURIComponent(place)}`
  })
  const answer = await send(
    `GET /v1/geocode?${query.join('&')} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  )
  expect(answer).toMatch(/^HTTP\/1\.1 (?:200|404) /)
})

const expecting = (path: string, headers: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n${headers}\r\n`

test.each([
  ['/v1/marine/parse', 'Content-Type: text/plain\r\nContent-Length: 2000000\r\n', 413],
  ['/v1/marine/parse', 'Content-Type: text/html\r\nContent-Length: 9\r\n', 415],
  ['/v1/nothing', 'Content-Length: 9\r\n', 404],
])('no 100 Continue is sent to %s for headers that are refused: %s', async (path, headers, status) => {
  const answer = await send(expecting(path, headers))
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
})

test('100 Continue is sent for a body that is accepted', async () => {
  const client = await rawClient(
    service.port,
    expecting('/v1/marine/parse', 'Content-Type: text/plain\r\nContent-Length: 4\r\n'),
  )
  expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  client.socket.write('CWF\n')
  expect(await client.closed()).toContain('HTTP/1.1 422 ')
})

test('another expectation is ignored', async () => {
  const answer = await send('GET /readyz HTTP/1.1\r\nHost: a\r\nExpect: more\r\nConnection: close\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test.each(['?place=%zz', '?place=%', '?place=%ff', '?place=A&lang=%e4'])('%s is 400', async (query) => {
  const response = await fetch(`http://127.0.0.1:${service.port}/v1/geocode${query}`)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'invalid_request', errors: [{ in: 'query' }] })
})

test('an empty Accept header accepts anything', async () => {
  const headers = { accept: ' , ' }
  const response = await fetch(`http://127.0.0.1:${service.port}/v1/geocode?place=Annapolis`, { headers })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
})

test('pages can read a refusal, and preflights are never refused', async () => {
  const full = await startSocketService({ CORS_ORIGINS: origin, MAX_IN_FLIGHT: '1' })
  full.sandbox.sandbox.faults.set([{ match: '/', fault: 'never' }])
  const busy = await rawClient(full.port, 'GET /v1/geocode?place=Norfolk HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually(() => expect(full.service.lifecycle.tally().inFlight).toBe(1))
  const url = `http://127.0.0.1:${full.port}/v1/geocode?place=Annapolis`

  const refused = await fetch(url, { headers: { origin } })
  expect(refused.status).toBe(503)
  expect(refused.headers.get('access-control-allow-origin')).toBe(origin)
  expect(refused.headers.get('x-frame-options')).toBe('DENY')
  const headers = { origin, 'access-control-request-method': 'GET' }
  expect((await fetch(url, { method: 'OPTIONS', headers })).status).toBe(204)

  busy.socket.destroy()
  await full.close()
})
