// Batches of the Model Context Protocol: each message is a request of its own.
import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { type AnyJson, startService, type TestService } from '../support/service.ts'

let service: TestService | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

const key = `agent:${createHash('sha256').update('correct-horse').digest('hex')}`

const call = (id: number, zone: string) => ({
  ...{ jsonrpc: '2.0', id, method: 'tools/call' },
  params: { name: 'forecast', arguments: { zones: [zone] } },
})

async function send(
  messages: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: AnyJson }> {
  service ??= startService({ API_KEYS: key, CLIENT_RPS: '0.001', CLIENT_BURST: '3' })
  return service.json('/mcp', {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      ...{ authorization: 'Bearer correct-horse', 'x-request-id': 'batch-1', ...headers },
    },
    body: JSON.stringify(messages),
  })
}

test('a batch is answered in order, and logged message by message', async () => {
  const { status, body } = await send([
    call(1, 'ANZ531'),
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 9 } },
    call(2, 'ANZ532'),
  ])
  expect(status).toBe(200)
  expect(body.map(({ id, result }: AnyJson) => [id, result.structuredContent.parts[0].key])).toEqual([
    [1, 'ANZ531'],
    [2, 'ANZ532'],
  ])
  const lines = service?.events.of('request') ?? []
  expect(lines.map(({ route, requestId }) => [route, requestId])).toEqual(Array(3).fill(['/mcp', 'batch-1']))
  expect(lines.flatMap(({ parts }) => parts.map((part) => part.key)).sort()).toEqual(['ANZ531', 'ANZ532'])
})

test('each message counts against the rate of its caller, and one above it is an error in its place', async () => {
  const { status, body } = await send([1, 2, 3, 4, 5].map((id) => call(id, 'ANZ531')))
  expect(status).toBe(200)
  const refused = body.filter(({ error }: AnyJson) => error)
  expect([body.length, refused.length]).toEqual([5, 2])
  expect(refused[0].error).toMatchObject({ code: -32_000, data: { code: 'rate_limited', status: 429 } })
  expect((await send(call(6, 'ANZ531'))).status).toBe(429)
})

test('each message is admitted by itself', async () => {
  service = startService({ MAX_IN_FLIGHT: '3' })
  const { body } = await send([1, 2, 3, 4].map((id) => call(id, `ANZ53${id}`)))
  const codes = body.map(({ error }: AnyJson) => error?.data.code ?? 'answered')
  expect(codes).toEqual(['answered', 'answered', 'answered', 'overloaded'])
})

test('notifications alone have no answer', async () => {
  const { status, body } = await send([{ jsonrpc: '2.0', method: 'notifications/initialized' }])
  expect([status, body]).toEqual([202, null])
})

test.each([
  ['none', []],
  ['too many', Array.from({ length: 11 }, (_, id) => call(id, 'ANZ531'))],
  ['what is no message', [call(1, 'ANZ531'), [call(2, 'ANZ531')]]],
])('a batch of %s is refused as a whole', async (_, messages) => {
  const { status, body } = await send(messages)
  expect([status, body.code]).toEqual([400, 'invalid_request'])
  expect(service?.asked()).toBe(0)
})

test.each([
  ['2025-06-18', 400],
  ['2025-11-25', 400],
  ['2025-03-26', 200],
])('in revision %s a batch is answered with %i', async (version, status) => {
  expect((await send([call(1, 'ANZ531')], { 'mcp-protocol-version': version })).status).toBe(status)
})

test('a message of a later revision is not accepted in a batch', async () => {
  const later = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }
  const { status, body } = await send([{ jsonrpc: '2.0', id: 1, method: 'tools/list', params: later }])
  expect([status, body.errors[0].message]).toEqual([400, expect.stringContaining('2025-06-18')])
})
