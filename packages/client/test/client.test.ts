import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import { createClient, type Tributary } from '../src/index.ts'
import {
  answers,
  clientOf,
  errorOf,
  failing,
  onHeldClock,
  problem,
  type Reply,
  refusal,
} from './scripted-client.ts'

onHeldClock()

test('lists are sent as repeated parameters, and undefined values are omitted', async () => {
  const { client, sent } = clientOf([answers({})])
  await client.geocode({ place: ['Annapolis, MD', 'Zadar'] })
  await client.marine.forecasts({ near: '38.9,-76.4', count: 2, raw: true, group: undefined })
  await client.marine.zone('ANZ532/..')
  expect(sent.map(({ url }) => url)).toEqual([
    'http://localhost:8080/v1/geocode?place=Annapolis%2C+MD&place=Zadar',
    'http://localhost:8080/v1/marine/forecasts?near=38.9%2C-76.4&count=2&raw=true',
    'http://localhost:8080/v1/marine/zones/ANZ532%2F..',
  ])
})

test('time, strictness, key and headers are sent with every request', async () => {
  const { client, headers } = clientOf([answers({})], {
    apiKey: 'sesame',
    timeoutMs: 1_500,
    headers: { 'x-app': 'test' },
  })
  await client.briefing({ place: 'Zadar' }, { strict: true })
  await client.sources({ timeoutMs: 250 })
  expect(headers()).toMatchObject({
    authorization: 'Bearer sesame',
    prefer: 'wait=1.5, handling=strict',
    'x-app': 'test',
    accept: 'application/json',
  })
  expect(headers(1)).toMatchObject({ prefer: 'wait=0.25' })
})

test('a path in the base URL is preserved', async () => {
  const { client, sent } = clientOf([answers({})], { baseUrl: new URL('https://example.org/sea/') })
  await client.health()
  expect(sent[0]?.url).toBe('https://example.org/sea/healthz')
})

test.each([
  [{ baseUrl: 'example.org' }, 'baseUrl'],
  [{ baseUrl: 'ftp://example.org' }, 'baseUrl'],
  [{ baseUrl: 'http://example.org?a=b' }, 'baseUrl'],
  [{ baseUrl: 'http://user:hunter2@example.org' }, 'apiKey'],
  [{ baseUrl: 'http://example.org', apiKey: 'hunter2\n' }, 'apiKey'],
  [{ baseUrl: 'http://example.org', apiKey: '' }, 'apiKey'],
])('options that cannot be used are refused without quoting a secret: %j', (options, word) => {
  const make = (): Tributary => createClient(options)
  expect(make).toThrow(TypeError)
  expect(make).toThrow(word)
  expect(make).not.toThrow('hunter2')
})

test('a problem becomes an error with all its fields', async () => {
  const part = { source: 'geocode', key: 'x', status: 'failed' }
  const faults = [{ in: 'query', name: 'place', message: 'a place is required' }]
  const whole = { ...problem, code: 'invalid_request', status: 400, errors: faults, parts: [part] }
  const { client } = clientOf([
    () => Response.json(whole, { status: 400, headers: { 'x-request-id': 'r-2' } }),
  ])
  const error = await errorOf(client.geocode({ place: [] }))
  expect(error).toMatchObject({
    name: 'TributaryError',
    code: 'invalid_request',
    status: 400,
    detail: 'too many at once',
    parts: [part],
    errors: faults,
    retryAfterMs: null,
    requestId: 'r-2',
    problem: whole,
  })
  expect(error.message).toBe('invalid_request: too many at once; place: a place is required')
})

test('an answer of another server is an error', async () => {
  const html =
    (status: number): Reply =>
    () =>
      new Response('<h1>Hello</h1>', { status })
  const { client } = clientOf([html(502), html(200)])
  expect(await errorOf(client.health())).toMatchObject({ code: 'bad_answer', status: 502 })
  expect(await errorOf(client.health())).toMatchObject({ code: 'bad_answer' })
})

test('the key is in no error and not in a printed client', async () => {
  const { client } = clientOf([failing(new TypeError('fetch failed')), () => refusal()], {
    apiKey: 'hunter2',
  })
  const errors = [await errorOf(client.health()), await errorOf(client.health())]
  expect(errors[0]).toMatchObject({ code: 'unreachable', status: null })
  expect(inspect([errors, client], { depth: 10, showHidden: true })).not.toContain('hunter2')
  expect(JSON.stringify([errors, client])).not.toContain('hunter2')
})

test('a refusal is thrown with its Retry-After, unless retries are enabled', async () => {
  const { client, sent } = clientOf([() => refusal()])
  expect(await errorOf(client.health())).toMatchObject({ code: 'overloaded', retryAfterMs: 2_000 })
  expect(sent).toHaveLength(1)
})

test('with retries it retries after Retry-After, at most the allowed number of times', async () => {
  const { client, sent } = clientOf([() => refusal('2'), () => refusal('1'), answers({ status: 'ok' })], {
    retries: 2,
  })
  const answer = client.health()
  await vi.advanceTimersByTimeAsync(1_999)
  expect(sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await answer).toEqual({ status: 'ok' })

  const refused = errorOf(clientOf([() => refusal('1')], { retries: 1 }).client.health())
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await refused).toMatchObject({ code: 'overloaded' })
})

test('a Retry-After of minutes is not waited for', async () => {
  const { client, sent } = clientOf([() => refusal('120')], { retries: 3 })
  expect(await errorOf(client.health())).toMatchObject({ retryAfterMs: 120_000 })
  expect(sent).toHaveLength(1)
})

test('a pause before a retry ends with the signal', async () => {
  const { client, sent } = clientOf([() => refusal('20')], { retries: 1 })
  const controller = new AbortController()
  const answer = client.health({ signal: controller.signal }).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(100)
  controller.abort('enough')
  expect(await answer).toBe('enough')
  expect(sent).toHaveLength(1)
})
