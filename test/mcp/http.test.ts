import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'
import { describeMcp } from './suite.ts'

let service: TestService
beforeAll(() => {
  service = startService()
})
afterAll(() => service.close())

const over = (asked: TestService, headers: Record<string, string> = {}): StreamableHTTPClientTransport =>
  new StreamableHTTPClientTransport(new URL('http://service.test/mcp'), {
    fetch: async (url, init) => asked.get(new URL(url).pathname, init as RequestInit),
    requestInit: { headers },
  })

describeMcp('the service over HTTP', () => ({
  transport: () => over(service),
  sandbox: service.sandbox,
}))

const rpc = (method: string, params: object = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
})

test('a tool call is one request in the log, with its parts', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(over(service))
  const before = service.events.of('request').length
  await client.callTool({ name: 'forecast', arguments: { zones: ['ANZ531'] } })
  const requests = service.events
    .of('request')
    .slice(before)
    .filter(({ parts }) => parts.length > 0)
  expect(requests.map(({ route, parts }) => [route, parts.map(({ key }) => key)])).toEqual([
    ['/mcp', ['ANZ531']],
  ])
  await client.close()
})

test('with API keys an agent needs one too', async () => {
  const key = 'correct-horse'
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const locked = startService({ API_KEYS: `agent:${hex}` })
  try {
    expect((await locked.get('/mcp', rpc('tools/list'))).status).toBe(401)
    const client = new Client({ name: 'test', version: '1.0.0' })
    await client.connect(over(locked, { authorization: `Bearer ${key}` }))
    expect((await client.listTools()).tools.length).toBeGreaterThan(4)
    await client.close()
  } finally {
    await locked.close()
  }
})

test('a page of another site is refused, one of the service is not', async () => {
  const ask = (origin: string) => {
    const { headers, ...init } = rpc('tools/list')
    return service.get('https://service.test/mcp', { ...init, headers: { ...headers, origin } })
  }
  expect((await ask('https://evil.test')).status).toBe(403)
  expect((await ask('https://service.test')).status).toBe(200)
})

test('a body that is not a message of the protocol is an error', async () => {
  const ask = (init: RequestInit) => service.get('/mcp', init)
  const { headers } = rpc('tools/list')
  expect((await ask({ method: 'POST', headers, body: 'not JSON' })).status).toBe(400)
  expect((await ask({ method: 'POST', headers, body: ' '.repeat(200_000) })).status).toBe(413)
  expect((await ask({ method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })).status).toBe(
    415,
  )
  expect((await ask({ method: 'GET', headers: { accept: 'text/event-stream' } })).status).toBe(405)
})
