// Whole answers as traces: the real service over the sandbox, recorded by a provider of the test's own.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTracing } from '../../src/tracing/otel.ts'
import {
  createRecordingTracer,
  type RecordedSpan,
  type RecordingTracer,
} from '../support/recording-tracer.ts'
import { startService, type TestService } from '../support/service.ts'

let recorder: RecordingTracer
let service: TestService
beforeEach(() => {
  recorder = createRecordingTracer()
  service = startService({ REDDIT_RPS: '0' }, { tracing: createTracing('1.0.0', recorder.provider) })
})
afterEach(async () => {
  await service.idle()
  for (const { name, ends, late } of recorder.spans)
    expect({ name, ends, late }).toEqual({ name, ends: 1, late: [] })
  await service.close()
})

const traceId = '0af7651916cd43dd8448eb211c80319c'
const caller = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'vendor=1' }

/** What tells spans of one name apart. */
const about = ({ attributes }: RecordedSpan): string =>
  [
    attributes['tributary.key'],
    attributes['tributary.status'],
    attributes['tributary.attempt'],
    attributes['http.response.status_code'],
    attributes['tributary.where'],
  ]
    .filter((value) => value !== undefined)
    .join(' ')

test('a briefing: parts, attempts and decoding below the request; a retry and a failure where they were', async () => {
  service.sandbox.faults.set([
    { match: '/r/sailing', fault: '500', times: 1 },
    { match: '/r/boating', fault: 'truncate' },
  ])
  const { status } = await service.json(
    '/v1/briefing?place=Annapolis,%20MD&count=1&subreddits=sailing,boating&limit=1',
  )
  expect(status).toBe(200)
  expect(recorder.tree(about)).toMatchInlineSnapshot(`
    "GET /v1/briefing 200
      part geocode Annapolis, MD fresh
        attempt nominatim 1 200
        decode geocode/nominatim inline
      part reddit sailing fresh
        attempt reddit 1 500 !upstream_error
        attempt reddit 2 200
        decode reddit/reddit-public inline
      part reddit boating failed !upstream_invalid
        attempt reddit 1 200
        decode reddit/reddit-public inline !upstream_invalid
      part marine ANZ532 fresh
        attempt tgftp 1 200
        decode marine/tgftp inline
      part alerts ANZ532 fresh
        attempt nws-api 1 200
        decode alerts/nws-api inline"
  `)
  const noted = recorder.spans.flatMap(({ name, attributes, notes }) =>
    notes.includes('retry') ? `${name} ${attributes['tributary.key']}` : [],
  )
  expect(noted).toEqual(['part reddit sailing'])
})

test('an upstream request carries the span of its attempt, in the trace of the caller', async () => {
  await service.json('/v1/marine/forecasts?zones=ANZ532', { headers: caller })
  const attempt = recorder.spans.find(({ name }) => name === 'attempt tgftp')
  expect(service.sandbox.calls[0]?.headers).toMatchObject({
    traceparent: `00-${traceId}-${attempt?.context.spanId}-01`,
    tracestate: 'vendor=1',
  })
})

test('the log and a problem name the trace', async () => {
  const answer = await service.json('/v1/nothing', { headers: caller })
  expect(answer.body).toMatchObject({ code: 'not_found', traceId })
  const [span] = recorder.spans
  expect(service.events.of('request')[0]).toMatchObject({ traceId, spanId: span?.context.spanId })
  service.sandbox.faults.set([{ match: '/', fault: 'html' }])
  const failed = await service.json('/v1/marine/forecasts?zones=ANZ532', { headers: caller })
  expect(failed.body).toMatchObject({ traceId, parts: [{ status: 'failed' }] })
})

test('a part from memory has a span without children; a waiter is linked to the leader of its flight', async () => {
  const path = '/v1/reddit/top?subreddits=sailing&limit=1'
  await Promise.all([service.json(path), service.json(path)])
  await service.json('/v1/reddit/top?subreddits=sailing,boating&limit=1')
  expect(recorder.tree(about)).toMatchInlineSnapshot(`
    "GET /v1/reddit/top 200
      part reddit sailing fresh
        attempt reddit 1 200
        decode reddit/reddit-public inline
    GET /v1/reddit/top 200
      part reddit sailing fresh ~part reddit
    GET /v1/reddit/top 200
      part reddit sailing cached
      part reddit boating fresh
        attempt reddit 1 200
        decode reddit/reddit-public inline"
  `)
})

test('a replayed answer is a request with its number of parts', async () => {
  const path = '/v1/reddit/top?subreddits=sailing&limit=1'
  for (let times = 0; times < 4; times++) await service.json(path)
  expect(recorder.tree().split('\n').at(-1)).toBe('GET /v1/reddit/top')
  expect(recorder.spans.at(-1)?.attributes).toMatchObject({ 'tributary.parts': 1 })
})

test('a background refresh is a trace of its own, linked to the part that started it', async () => {
  const path = '/v1/reddit/top?subreddits=sailing&limit=1'
  await service.json(path)
  service.age(121_000)
  recorder.clear()
  await service.json(path)
  await service.idle()
  expect(recorder.tree(about)).toMatchInlineSnapshot(`
    "GET /v1/reddit/top 200
      part reddit sailing stale
    refresh reddit ~part reddit
      attempt reddit 1 200
      decode reddit/reddit-public inline"
  `)
})

test('a stream is one request until its last part', async () => {
  const response = await service.get('/v1/reddit/top?subreddits=sailing,boating&limit=1', {
    headers: { accept: 'text/event-stream' },
  })
  expect(recorder.spans[0]?.ends).toBe(0)
  await response.text()
  await service.idle()
  expect(recorder.tree(about)).toMatchInlineSnapshot(`
    "GET /v1/reddit/top 200
      part reddit sailing fresh
        attempt reddit 1 200
        decode reddit/reddit-public inline
      part reddit boating fresh
        attempt reddit 1 200
        decode reddit/reddit-public inline"
  `)
})

test('a caller that disconnects leaves no open span and no failed part', async () => {
  service.sandbox.setLatency(600_000)
  const leave = new AbortController()
  const answer = service.get('/v1/reddit/top?subreddits=sailing', { signal: leave.signal })
  await expect.poll(() => service.asked('/r/sailing')).toBe(1)
  leave.abort()
  await answer
  await service.idle()
  expect(recorder.tree(about)).toMatchInlineSnapshot(`
    "GET /v1/reddit/top
      part reddit sailing
        attempt reddit 1"
  `)
  expect(recorder.spans[0]?.attributes['tributary.outcome']).toBe('gone')
})

test('each part of a job is a trace of its own', async () => {
  const submitted = await service.json('/v1/jobs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'forecasts', zones: ['ANZ532', 'ANZ533'] }),
  })
  expect(submitted.status).toBe(202)
  const ended = () => recorder.spans.filter(({ name, ends }) => name.startsWith('job ') && ends === 1)
  await expect.poll(() => ended().length).toBe(2)
  expect(recorder.tree(about)).toMatchInlineSnapshot(`
    "POST /v1/jobs 202
    job forecasts
      part marine ANZ532 fresh
        attempt tgftp 1 200
        decode marine/tgftp inline
    job forecasts
      part marine ANZ533 fresh
        attempt tgftp 1 200
        decode marine/tgftp inline"
  `)
})

test('no query and no path of an upstream is recorded', async () => {
  await service.json('/v1/reddit/top?subreddits=sailing&limit=7&t=week')
  await service.json('/v1/pages?url=https%3A%2F%2Fa.test%2Fb%3Ftoken%3Dsecret')
  const told = JSON.stringify(recorder.spans.map(({ attributes }) => attributes))
  expect(told).not.toMatch(/secret|limit=|t=week|\/r\/sailing/)
})

test('probes leave no spans', async () => {
  await service.get('/healthz')
  await service.get('/readyz')
  expect(recorder.spans).toEqual([])
})
