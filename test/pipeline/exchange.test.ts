import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { createAttempt } from '../../src/pipeline/attempt.ts'
import type { Outgoing } from '../../src/pipeline/endpoint.ts'
import { exchange } from '../../src/pipeline/exchange.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedRuntime, type Reply, type Upstream } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const json = { 'content-type': 'application/json; charset=utf-8' }
const url = 'https://sea.test/zones?id=ANZ532'

type Given = Partial<Omit<Outgoing, 'endpoint'>> & { endpoint?: Partial<Outgoing['endpoint']> }

function upstream(respond: Upstream | Reply) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const runtime = createScriptedRuntime(clock, typeof respond === 'function' ? respond : () => respond)
  const call = createAttempt({
    clock,
    timeoutMs: 5_000,
    exchange: exchange({ runtime, userAgent: 'tributary-test', settings: {} }),
  })
  const ask = ({ endpoint, ...outgoing }: Given = {}, given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const whole: Outgoing = {
      source: 'marine',
      endpoint: { provider: 'sea', accept: 'json', ...endpoint },
      request: { url },
      input: 'in',
      maxBytes: 1_000,
      ...outgoing,
    }
    const result = call(whole, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, events, runtime, ask }
}

test('a whole answer of the promised type is its text, and one attempt', async () => {
  const { events, runtime, ask } = upstream({ headers: json, body: ['{"a":', '"é"}'] })
  const { ctx, result } = ask({}, { traceparent: '00-1-2-01' })
  await expect(result).resolves.toEqual({ text: '{"a":"é"}', bytes: 10, upstreamMs: 0 })
  expect(runtime.requests).toEqual([
    {
      method: 'GET',
      url,
      headers: {
        'user-agent': 'tributary-test',
        accept: expect.stringContaining('application/json'),
        traceparent: '00-1-2-01',
      },
      maxBytes: 1_000,
    },
  ])
  const told = { type: 'attempt', source: 'marine', provider: 'sea', tookMs: 0, bytes: 10, code: null }
  expect([events.all, runtime.open, ctx.listeners]).toEqual([[told], 0, 0])
})

test('the time of a request is that of the upstream alone, up to the last byte', async () => {
  const { clock, ask } = upstream({ headers: json, body: '"x"', afterMs: 30 })
  const { result } = ask()
  await clock.advance(30)
  await expect(result).resolves.toMatchObject({ upstreamMs: 30 })
})

test('a request is sent as it was described', async () => {
  const { runtime, ask } = upstream({ headers: json })
  await ask({ request: { url, method: 'POST', body: 'grant', headers: { authorization: 'Basic x' } } }).result
  expect(runtime.requests[0]).toMatchObject({ method: 'POST', body: 'grant' })
  expect(runtime.requests[0]?.headers).toMatchObject({ authorization: 'Basic x' })
})

test.each([
  ['json', 'application/json', true],
  ['json', 'application/geo+json', true],
  ['json', 'Application/JSON ; charset=UTF-8', true],
  ['json', 'text/html', false],
  ['json', 'text/plain', false],
  ['text', 'text/plain; charset=us-ascii', true],
  ['text', 'application/octet-stream', true],
  ['text', 'text/html', false],
  ['text', 'application/json', false],
] as const)('%s was promised and %s came: taken %s', async (accept, type, taken) => {
  const { runtime, ask } = upstream({ headers: { 'content-type': type }, body: 'x' })
  const { result } = ask({ endpoint: { accept } })
  if (taken) await expect(result).resolves.toMatchObject({ text: 'x' })
  else await expect(result).rejects.toMatchObject({ code: 'upstream_invalid' })
  expect(runtime.open).toBe(0)
})

test('an answer that names no type is left to the decoder', async () => {
  await expect(upstream({ headers: {}, body: 'x' }).ask().result).resolves.toMatchObject({ text: 'x' })
})

test.each([
  ['an empty body', { headers: json, body: ' \n' }, 'upstream_invalid'],
  ['bytes that are not UTF-8', { headers: json, body: Uint8Array.of(0xff) }, 'upstream_invalid'],
  ['more bytes than allowed', { headers: json, body: ['x'.repeat(999), 'yy'] }, 'upstream_too_large'],
  ['a 404', { status: 404, body: 'no' }, 'not_found'],
  ['a 500 without a body', { status: 500, headers: {}, body: '' }, 'upstream_error'],
  ['a page of 100 KB with a 500', { status: 500, body: 'x'.repeat(100_000) }, 'upstream_error'],
] as const)('%s', async (_, reply, code) => {
  const { events, runtime, ask } = upstream(reply)
  await expect(ask().result).rejects.toMatchObject({ code })
  expect([events.of('attempt')[0]?.code, runtime.open]).toEqual([code, 0])
})

test('JSON is decoded as UTF-8, whatever charset its content type names', async () => {
  const type = 'application/json; charset=iso-8859-1'
  const reply = { headers: { 'content-type': type }, body: '{"name":"café"}' }
  await expect(upstream(reply).ask().result).resolves.toMatchObject({ text: '{"name":"café"}' })
})

test('a 203 is an answer that a proxy has changed', async () => {
  const { result } = upstream({ status: 203, headers: json, body: '{}' }).ask()
  await expect(result).resolves.toMatchObject({ text: '{}' })
})

test('a body is read in the charset of its type', async () => {
  const reply = { headers: { 'content-type': 'text/plain; charset=iso-8859-1' }, body: Uint8Array.of(0xe9) }
  const { result } = upstream(reply).ask({ endpoint: { accept: 'text' } })
  await expect(result).resolves.toMatchObject({ text: 'é' })
})

describe('the upstream’s own words', () => {
  const explained = (reply: Reply) =>
    upstream(reply).ask({
      endpoint: {
        explain: ({ status, text, header }, input) =>
          new AppError('upstream_forbidden', `${status} ${text.length} ${header('x-why')} ${input}`),
      },
    }).result

  test('are read from the first 16 KB of a failure, whatever its size', async () => {
    const reply = { status: 403, headers: { 'x-why': 'private' }, body: 'x'.repeat(100_000) }
    await expect(explained(reply)).rejects.toThrow('403 16384 private in')
  })

  test('are read as far as they came', async () => {
    const reply = {
      status: 403,
      headers: {},
      body: 'half',
      failsWith: new AppError('upstream_unreachable', 'reset'),
    }
    await expect(explained(reply)).rejects.toThrow('403 4 null in')
  })

  test('of a redirect are heard before it is followed', async () => {
    await expect(explained({ status: 302, headers: { location: '/search' } })).rejects.toThrow(
      '302 0 null in',
    )
  })

  test('may leave it to the table of statuses', async () => {
    const { result } = upstream({ status: 404 }).ask({ endpoint: { explain: () => undefined } })
    await expect(result).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])(
    '(%i) are followed within the origin, each hop given up unread',
    async (status) => {
      const { events, runtime, ask } = upstream(({ url: at }) =>
        at.endsWith('/end') ? { headers: json, body: '"x"' } : { status, headers: { location: '/end' } },
      )
      const { ctx, result } = ask()
      await expect(result).resolves.toEqual({ text: '"x"', bytes: 3, upstreamMs: 0 })
      expect(runtime.requests.map((request) => request.url)).toEqual([url, 'https://sea.test/end'])
      expect([runtime.open, events.of('attempt').length, ctx.attempts.made]).toEqual([0, 1, 1])
    },
  )

  test('are followed three times and no more', async () => {
    const { runtime, ask } = upstream({ status: 302, headers: { location: '/again' } })
    await expect(ask().result).rejects.toMatchObject({ code: 'upstream_error', retry: false })
    expect([runtime.requests.length, runtime.open]).toEqual([4, 0])
  })

  test.each([
    'https://other.test/',
    'http://sea.test/',
    'http://169.254.169.254/',
    '//10.0.0.1/',
    'https://[',
    'file:///etc/passwd',
  ])('to %s are refused', async (location) => {
    const { runtime, ask } = upstream({ status: 302, headers: { location } })
    await expect(ask().result).rejects.toMatchObject({ code: 'upstream_error', retry: false })
    expect([runtime.requests.length, runtime.open]).toEqual([1, 0])
  })

  test('of a POST are refused', async () => {
    const { runtime, ask } = upstream({ status: 307, headers: { location: '/x' } })
    await expect(ask({ request: { url, method: 'POST' } }).result).rejects.toThrow('redirects a POST')
    expect(runtime.requests.length).toBe(1)
  })

  test('without a location are an error of that status', async () => {
    await expect(upstream({ status: 302, headers: {} }).ask().result).rejects.toThrow('status 302')
  })
})

test('nothing is sent after the deadline, not even the next hop of a redirect', async () => {
  const late = upstream({ headers: json })
  await expect(late.ask({}, { budgetMs: 0 }).result).rejects.toMatchObject({ code: 'deadline' })
  expect(late.runtime.requests.length).toBe(0)
  const slow = upstream({ status: 302, headers: { location: '/x' }, afterMs: 100 })
  const { result } = slow.ask({}, { budgetMs: 100 })
  await slow.clock.advance(100)
  await expect(result).rejects.toMatchObject({ code: 'deadline' })
  expect(slow.runtime.requests.length).toBe(1)
})

test('a caller that leaves ends the call with its reason, which is not a failure of the upstream', async () => {
  const { clock, events, ask } = upstream({ afterMs: 1_000 })
  const { ctx, result } = ask()
  await clock.settle()
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([events.all, clock.timers, ctx.listeners]).toEqual([[], 0, 0])
})

test.each([400, 404, 410, 414, 422, 451])(
  'a %i is about its key, whatever the endpoint calls it',
  async (status) => {
    const { ask } = upstream({ status })
    await expect(ask().result).rejects.toMatchObject({ evidence: 'key' })
    const explain = () => new AppError('upstream_error', 'as its words say')
    await expect(ask({ endpoint: { explain } }).result).rejects.toMatchObject({ evidence: 'key' })
  },
)

test.each([500, 503, 418])('a %i is about the upstream', async (status) => {
  await expect(upstream({ status }).ask().result).rejects.toMatchObject({ evidence: 'upstream' })
})

test('the quota in the headers of an answer is passed on', async () => {
  const { ask } = upstream({ headers: { ...json, 'x-reset': '3' } })
  const cooldownMs = (header: (name: string) => string | null) => Number(header('x-reset')) * 1_000
  await expect(ask({ endpoint: { cooldownMs } }).result).resolves.toMatchObject({ cooldownMs: 3_000 })
  await expect(ask({ endpoint: { cooldownMs: () => 0 } }).result).resolves.not.toHaveProperty('cooldownMs')
})
