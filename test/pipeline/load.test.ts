import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/core/errors.ts'
import type { Endpoint, Exchange } from '../../src/pipeline/endpoint.ts'
import { load } from '../../src/pipeline/load.ts'
import { defaultPolicy } from '../../src/pipeline/source.ts'
import { createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

type Received = Awaited<ReturnType<Exchange>>

function loading(
  decode: (body: string) => string,
  more: Partial<Endpoint<string, string>> = {},
  queueMs = 0,
) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<unknown, Received>()
  const judged: [key: string, verdict: string][] = []
  const endpoint: Endpoint<string, string, string> = {
    name: 'marine/sea',
    provider: 'sea',
    accept: 'json',
    describe: (zone, base) => ({ url: `${base}/${zone}` }),
    decode,
    exchange: () => inner.call,
    ...more,
  }
  const runtime = createScriptedRuntime(clock, () => ({}))
  const decodeWith = (decode: typeof runtime.decode) => {
    runtime.decode = decode
  }
  const call = load<string, string, string>({
    source: 'marine',
    endpoint,
    settings: 'https://sea.test',
    policy: { ...defaultPolicy, freshMs: 100, staleMs: 10, offloadAbove: 8 },
    guards: {
      async call(attempt, own) {
        if (queueMs > 0) await clock.wait(queueMs, own.cancellation)
        return attempt()
      },
      judge: (key, error) => void judged.push([key, error?.code ?? 'good']),
      told: (error) => error.with({ provider: 'sea' }),
    },
    runtime,
    userAgent: 'test',
  })
  const ctx = createContext(clock, events)
  const result = call('ANZ532', ctx)
  result.catch(() => {})
  return { clock, events, inner, judged, ctx, result, endpoint, decodeWith }
}

test('a value is stamped with where it is from, when, and for how long it is good', async () => {
  const { clock, events, inner, judged, result, endpoint } = loading((body) => body.toUpperCase())
  await clock.advance(50)
  const fetchedAt = clock.now()
  inner.answer({ bytes: 0, text: 'fog' })
  await expect(result).resolves.toEqual({
    value: 'FOG',
    provider: 'sea',
    fetchedAt,
    freshUntil: fetchedAt + 100,
    staleUntil: fetchedAt + 110,
    status: 'fresh',
    timings: { queueMs: 0, upstreamMs: 50, decodeMs: 0 },
  })
  const request = { url: 'https://sea.test/ANZ532' }
  expect(inner.asked[0]?.input).toEqual({
    source: 'marine',
    endpoint,
    request,
    input: 'ANZ532',
    maxBytes: defaultPolicy.maxBytes,
  })
  expect(events.of('decode')).toMatchObject([{ where: 'inline', bytes: 3 }])
  expect(judged).toEqual([['https://sea.test/ANZ532', 'good']])
})

test('the text of a body does not outlive its decoding, however long the call is referenced', async () => {
  const { inner, result } = loading((body) => body.toUpperCase())
  const incoming = { bytes: 3, text: 'fog' }
  inner.answer(incoming)
  await expect(result).resolves.toMatchObject({ value: 'FOG' })
  expect(incoming.text).toBe('')
})

test('the timings of a load separate queueing, the request and decoding', async () => {
  const { clock, inner, result, decodeWith } = loading((body) => body, { offloadAbove: 2 }, 20)
  decodeWith(async ({ decode, body, input }, signal) => {
    await clock.wait(7, signal)
    return decode(body, input)
  })
  await clock.advance(50)
  inner.answer({ bytes: 0, text: 'fog' })
  await clock.advance(7)
  await expect(result).resolves.toMatchObject({ timings: { queueMs: 20, upstreamMs: 30, decodeMs: 7 } })
})

test('a large body is reported as decoded on a thread, and an endpoint may set its own sizes', async () => {
  const { events, inner, result } = loading((body) => body, { maxBytes: 77, offloadAbove: 2 })
  expect(inner.asked[0]?.input).toMatchObject({ maxBytes: 77 })
  inner.answer({ bytes: 0, text: 'fog' })
  await result
  expect(events.of('decode')[0]?.where).toBe('thread')
})

test('a failure stated in a body is reported to the guards', async () => {
  const said = new AppError('upstream_rate_limited', 'OVER_QUERY_LIMIT')
  const { inner, judged, result } = loading(() => {
    throw said
  })
  inner.answer({ bytes: 0, text: 'x' })
  await expect(result).rejects.toMatchObject({ code: 'upstream_rate_limited', provider: 'sea' })
  expect(said.provider).toBeUndefined()
  expect(judged).toEqual([['https://sea.test/ANZ532', 'upstream_rate_limited']])
})

test.each([
  ['does not fit the schema', () => z.string().max(0).parse('fog'), 0],
  ['is no JSON', () => JSON.parse('{'), 0],
  ['makes the decoder stumble', () => JSON.parse('{}').a.b, 1],
])('a body that %s is the upstream’s fault and never ours', async (_, decode, bugs) => {
  const { events, inner, judged, result } = loading(decode)
  inner.answer({ bytes: 0, text: 'x' })
  await expect(result).rejects.toMatchObject({ code: 'upstream_invalid', provider: 'sea' })
  expect([judged.length, events.of('bug').length]).toEqual([1, bugs])
})

test('a failure to get a body is passed on with its provider, and not reported twice', async () => {
  const { inner, judged, result } = loading((body) => body)
  inner.fail(new AppError('upstream_timeout', 'late'))
  await expect(result).rejects.toMatchObject({ code: 'upstream_timeout', provider: 'sea' })
  expect(judged).toEqual([])
})

test('the reason of the signal belongs to others too and is passed on untouched', async () => {
  const { ctx, judged, result } = loading((body) => body)
  const reason = new AppError('deadline', 'over')
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  expect([reason.provider, judged.length, ctx.listeners]).toEqual([undefined, 0, 0])
})

test('a thread that never answers is given up, and the upstream is not blamed', async () => {
  const { clock, inner, result, ctx, decodeWith } = loading((body) => body, { offloadAbove: 0 })
  decodeWith(() => new Promise(() => {}))
  inner.answer({ bytes: 0, text: 'fog' })
  await clock.advance(5_000)
  await expect(result).rejects.toMatchObject({ code: 'overloaded' })
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})

test('a caller that leaves while a thread decodes does not wait for it', async () => {
  const { clock, inner, result, ctx, decodeWith } = loading((body) => body, { offloadAbove: 0 })
  decodeWith(() => new Promise(() => {}))
  inner.answer({ bytes: 0, text: 'fog' })
  await clock.settle()
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})
