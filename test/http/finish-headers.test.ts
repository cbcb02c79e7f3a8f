import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'

let service: TestService
let keyed: TestService

beforeAll(() => {
  service = startService()
})

afterAll(async () => {
  await service.close()
  await keyed?.close()
})

const always = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]
const securityOf = (headers: Headers): (string | null)[] => always.map((name) => headers.get(name))

test.each([
  ['merged', '/v1/geocode?place=Annapolis', {}],
  ['unchanged', '/v1/geocode?place=Annapolis', { 'if-none-match': '*' }],
  ['packed', '/v1/marine/advisories?group=chesapeake', { 'accept-encoding': 'gzip' }],
  ['streamed', '/v1/geocode?place=Annapolis', { accept: 'text/event-stream' }],
  ['a problem', '/v1/marine/advisories?zones=nonsense', {}],
])('an answer that is %s has the headers of every answer', async (_, path, headers) => {
  const plain = securityOf((await service.get('/v1/sources')).headers)
  expect(plain).not.toContain(null)
  const response = await service.get(path, { headers: { 'x-request-id': 'mine', ...headers } })
  await response.text()
  expect(securityOf(response.headers)).toEqual(plain)
  expect(response.headers.get('x-request-id')).toBe('mine')
})

test('an answer to a key is private and has RateLimit headers, merged or not', async () => {
  const digest = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'
  keyed = startService({ API_KEYS: `sea:${digest}`, CLIENT_RPS: '5' })
  const headers = { authorization: 'Bearer secret' }
  for (const path of ['/v1/geocode?place=Annapolis', '/v1/marine/zones/ANZ531']) {
    const answer = (await keyed.get(path, { headers })).headers
    expect(answer.get('vary')).toMatch(/, Authorization$|^Authorization$/)
    expect(answer.get('cache-control')).not.toContain('public')
    expect(answer.get('ratelimit')).toContain('"client"')
  }
})
