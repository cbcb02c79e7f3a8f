import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ClientOptions, createClient, type Tributary, TributaryError } from '../src/index.ts'

interface Sent {
  url: string
  init: RequestInit
}

type Reply = (init: RequestInit) => Response | Promise<Response>

const problem = {
  type: '/problems/overloaded',
  title: 'Refused early',
  status: 503,
  detail: 'too many at once',
  instance: '/v1/geocode',
  code: 'overloaded',
  requestId: 'r-1',
}

const refusal = (retryAfter: string | null = '2'): Response =>
  Response.json(problem, { status: 503, headers: retryAfter === null ? {} : { 'retry-after': retryAfter } })

/** A client whose service answers with these, one after another, the last for ever. */
function clientOf(replies: readonly Reply[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = []
  const client = createClient({
    baseUrl: 'http://localhost:8080',
    fetch: async (url, init) => {
      const reply = replies[Math.min(sent.push({ url, init }), replies.length) - 1]
      if (!reply) throw new Error('nothing is scripted')
      init.signal?.throwIfAborted()
      return reply(init)
    },
    ...options,
  })
  return { client, sent, headers: (index = 0) => sent[index]?.init.headers as Record<string, string> }
}

const answers =
  (value: unknown): Reply =>
  () =>
    Response.json(value)
const failing =
  (error: unknown): Reply =>
  () =>
    Promise.reject(error)
const streams =
  (text: string): Reply =>
  () =>
    new Response(text)

/** Never answers; ends with the signal. */
const silence: Reply = ({ signal }) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

async function errorOf(call: Promise<unknown>): Promise<TributaryError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof TributaryError) return error
  throw new Error(`no TributaryError: ${String(error)}`)
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

test('lists are repeated, values are written out, what is undefined is left away', async () => {
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

test('time, strictness, key and headers travel with every request', async () => {
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

test('a path in the base address is kept', async () => {
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

test('a problem becomes an error with all that it tells', async () => {
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

test('an answer of somebody else is not taken for one of the service', async () => {
  const html =
    (status: number): Reply =>
    () =>
      new Response('<h1>Hello</h1>', { status })
  const { client } = clientOf([html(502), html(200)])
  expect(await errorOf(client.health())).toMatchObject({ code: 'bad_answer', status: 502 })
  expect(await errorOf(client.health())).toMatchObject({ code: 'bad_answer' })
})

test('the key is in no error, and not in what is printed of a client', async () => {
  const { client } = clientOf([failing(new TypeError('fetch failed')), () => refusal()], {
    apiKey: 'hunter2',
  })
  const errors = [await errorOf(client.health()), await errorOf(client.health())]
  expect(errors[0]).toMatchObject({ code: 'unreachable', status: null })
  expect(inspect([errors, client], { depth: 10, showHidden: true })).not.toContain('hunter2')
  expect(JSON.stringify([errors, client])).not.toContain('hunter2')
})

test('a refusal is handed over with its Retry-After unless retries are asked for', async () => {
  const { client, sent } = clientOf([() => refusal()])
  expect(await errorOf(client.health())).toMatchObject({ code: 'overloaded', retryAfterMs: 2_000 })
  expect(sent).toHaveLength(1)
})

test('with retries it comes back when it was told to, and not more often than it may', async () => {
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

test('a pause before asking again ends with the signal', async () => {
  const { client, sent } = clientOf([() => refusal('20')], { retries: 1 })
  const controller = new AbortController()
  const answer = client.health({ signal: controller.signal }).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(100)
  controller.abort('enough')
  expect(await answer).toBe('enough')
  expect(sent).toHaveLength(1)
})

test('an aborted signal rejects with its reason: before, while waiting, and in the body', async () => {
  const reason = new Error('gone')
  const before = AbortSignal.abort(reason)
  const { client, sent } = clientOf([silence])
  await expect(client.health({ signal: before })).rejects.toBe(reason)
  expect(sent).toHaveLength(0)
  const during = new AbortController()
  const answer = client.health({ signal: during.signal }).catch((error: unknown) => error)
  during.abort(reason)
  expect(await answer).toBe(reason)
})

test('a service that does not answer is given up after its time and five seconds', async () => {
  const { client } = clientOf([silence])
  const answer = errorOf(client.health({ timeoutMs: 1_000 }))
  await vi.advanceTimersByTimeAsync(5_999)
  const settled = vi.fn()
  void answer.then(settled)
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(await answer).toMatchObject({ code: 'timed_out', detail: 'nothing was heard for 6 s' })
})

test('an answer that is larger than allowed is given up while it is read', async () => {
  const cancelled = vi.fn()
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
    cancel: cancelled,
  })
  const { client } = clientOf([() => new Response(endless)], { maxBytes: 5_000 })
  expect(await errorOf(client.health())).toMatchObject({ code: 'bad_answer' })
  expect(cancelled).toHaveBeenCalledOnce()
})

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
const part = event('part', { part: { source: 'geocode', key: 'Zadar' }, data: { name: 'Zadar' } })

test('a stream gives parts with their source, progress, and last the answer', async () => {
  const text = `: waiting\n\n${part}${event('progress', { done: 1, total: 1 })}${event('later', 1)}${event('done', { complete: true })}`
  const { client, headers } = clientOf([streams(text)])
  const events: unknown[] = []
  for await (const each of client.geocode.stream({ place: ['Zadar'] })) events.push(each)
  expect(headers().accept).toBe('text/event-stream')
  expect(events).toEqual([
    { event: 'part', source: 'geocode', part: { source: 'geocode', key: 'Zadar' }, data: { name: 'Zadar' } },
    { event: 'progress', done: 1, total: 1 },
    { event: 'done', answer: { complete: true } },
  ])
})

const drain = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of events);
}

test('a problem at the end of a stream, and a stream without an end, are errors', async () => {
  const { client } = clientOf([streams(part + event('problem', problem)), streams(part)])
  expect(await errorOf(drain(client.geocode.stream({ place: ['Zadar'] })))).toMatchObject({
    code: 'overloaded',
    status: 503,
  })
  expect(await errorOf(drain(client.geocode.stream({ place: ['Zadar'] })))).toMatchObject({
    code: 'bad_answer',
    detail: 'the stream ended before the answer was whole',
  })
})

/** A stream that says one thing and then nothing. */
const falls =
  (cancelled: () => void): Reply =>
  ({ signal }) =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(part))
          signal?.addEventListener('abort', () => controller.error(signal.reason))
        },
        cancel: cancelled,
      }),
    )

test('leaving the loop gives the stream up', async () => {
  const cancelled = vi.fn()
  const { client } = clientOf([falls(cancelled)])
  for await (const _ of client.geocode.stream({ place: ['Zadar'] })) break
  expect(cancelled).toHaveBeenCalledOnce()
})

test('a stream ends with the signal, or after thirty seconds without a sign of life', async () => {
  const { client } = clientOf([falls(() => {})])
  const controller = new AbortController()
  const left = drain(client.geocode.stream({ place: ['Zadar'] }, { signal: controller.signal })).catch(
    (error: unknown) => error,
  )
  await vi.advanceTimersByTimeAsync(1_000)
  controller.abort('enough')
  expect(await left).toBe('enough')

  const silent = errorOf(drain(client.geocode.stream({ place: ['Zadar'] })))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(await silent).toMatchObject({ code: 'timed_out', detail: 'nothing was heard for 30 s' })
})
