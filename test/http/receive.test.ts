import { afterEach, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { bytesOf, rawClient } from '../support/raw-client.ts'
import { type SocketService, startSocketService } from '../support/socket-service.ts'

let service: SocketService

afterEach(() => service.close())

const parse = {
  method: 'POST',
  path: '/v1/marine/parse',
  headers: { 'content-type': 'text/plain' },
  body: 'FZUS51 KLWX 201200\nCWFLWX\n',
}
/** Announces a body and sends none of it. */
const unfinished = () => rawClient(service.port, bytesOf(parse, 0))
const get = (path: string) => fetch(`http://127.0.0.1:${service.port}${path}`)

test('a body that does not arrive in time is answered with 408', async () => {
  service = await startSocketService({ BODY_TIMEOUT_MS: '100' })
  const client = await unfinished()
  const answer = await client.until('\r\n\r\n{')
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('application/problem+json')
  await eventually(() => expect(client.received()).toContain('"code":"request_timeout"'))
  await client.closed()
  await eventually(() => expect(service.service.lifecycle.tally().inFlight).toBe(0))
  expect(service.events.of('request')).toMatchObject([{ status: 408, code: 'request_timeout' }])
})

test('requests that wait for their bodies do not count as in flight', async () => {
  service = await startSocketService({ MAX_IN_FLIGHT: '3' })
  const waiting = [await unfinished(), await unfinished(), await unfinished()]
  await eventually(() => expect(service.service.lifecycle.tally().inFlight).toBe(3))
  expect((await get('/v1/marine/zones')).status).toBe(200)

  // They are bounded too.
  const oneMore = await unfinished()
  expect(await oneMore.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 503 /)

  // A body that does arrive is answered.
  waiting[0]?.socket.write(parse.body)
  expect(await waiting[0]?.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 (?:200|422) /)
  for (const { socket } of [...waiting, oneMore]) socket.destroy()
  await eventually(() => expect(service.service.lifecycle.tally().inFlight).toBe(0))
})

test.each([
  ['415', { 'content-encoding': 'gzip' }, 'without the coding gzip'],
  ['415', { 'content-type': 'text/html' }, 'send text/plain, not text/html'],
  ['413', { 'content-length': '1000001' }, 'more than 1000000 bytes'],
])(
  'a body is refused with %s before it is read where its headers decide: %s',
  async (status, headers, detail) => {
    service = await startSocketService()
    const head = bytesOf({ ...parse, headers: { ...parse.headers, ...headers }, body: '' })
    const client = await rawClient(service.port, head)
    const answer = await client.until(detail)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain(detail)
    client.socket.destroy()
  },
)
