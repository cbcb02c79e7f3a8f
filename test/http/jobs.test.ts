import { describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import type { AnyJson } from '../support/service.ts'
import { jobServices, linesOf, post, reaches } from './jobs-service.ts'

const { start, startStuck } = jobServices()

test('a job is accepted, runs, and has the result of its route', async () => {
  const service = start()
  const { status, headers, body } = await service.json(
    '/v1/jobs',
    post({ kind: 'forecasts', group: 'chesapeake' }),
  )
  expect([status, headers.get('location'), headers.get('cache-control')]).toEqual([
    202,
    `/v1/jobs/${body.id}`,
    'no-store',
  ])
  expect(body).toMatchObject({ kind: 'forecasts', progress: { done: 0, total: 13 }, endedAt: null })
  const done = await reaches(service, `/v1/jobs/${body.id}`, 'done')
  const { body: route } = await service.json('/v1/marine/forecasts?group=chesapeake')
  expect(done.progress).toEqual({ done: 13, total: 13 })
  expect(done.result.complete).toBe(true)
  expect(done.result.data).toEqual(route.data)
  expect(done.result.parts.map(({ key }: AnyJson) => key)).toEqual(route.parts.map(({ key }: AnyJson) => key))
  expect(done.result.meta.attribution).toEqual(route.meta.attribution)
  expect(Date.parse(done.expiresAt)).toBe(Date.parse(done.endedAt) + 500_000)
  expect(service.asked('/anz5')).toBe(13)
})

test.each([
  { kind: 'advisories', prefix: 'ANZ53' },
  { kind: 'geocode', places: ['Annapolis, MD', 'Nowhere at all, XX'] },
  { kind: 'reddit', subreddits: ['sailing', 'boating'], t: 'week', limit: 2 },
])('a job of kind $kind has the result of its route', async (order) => {
  const service = start()
  const { body } = await service.json('/v1/jobs', post(order))
  const { result, progress } = await reaches(service, `/v1/jobs/${body.id}`, 'done')
  expect(progress.done).toBe(progress.total)
  expect(Object.values(result.data).flat().length).toBeGreaterThan(0)
  expect(result.parts.length).toBe(progress.total)
})

test('a job whose parts all failed is failed and lists them', async () => {
  const service = start()
  const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['XXZ001', 'XXZ002'] }))
  const failed = await reaches(service, `/v1/jobs/${body.id}`, 'failed')
  expect(failed.error).toMatchObject({ code: 'not_found', status: 404 })
  expect(failed.result).toMatchObject({ complete: false, data: { forecasts: [] } })
  expect(failed.result.parts.length).toBe(2)
})

describe('a running job', () => {
  test('is cancelled with its upstream requests, and cancelling is idempotent', async () => {
    const { service, asked } = startStuck()
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', group: 'chesapeake' }))
    const path = `/v1/jobs/${body.id}`
    await eventually(() => expect(asked.length).toBe(4))
    const { status, body: cancelled } = await service.json(path, { method: 'DELETE' })
    expect([status, cancelled.state]).toEqual([202, 'cancelled'])
    // Whatever is in flight is counted until it has ended.
    await service.idle()
    expect((await service.json(path, { method: 'DELETE' })).status).toBe(202)
    const { state, result } = (await service.json(path)).body
    expect([state, result.complete, result.parts]).toEqual(['cancelled', false, []])
    expect(asked.length).toBe(4)
  })

  test('is not cancelled after it has ended', async () => {
    const service = start()
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }))
    await reaches(service, `/v1/jobs/${body.id}`, 'done')
    const { status, body: problem } = await service.json(`/v1/jobs/${body.id}`, { method: 'DELETE' })
    expect([status, problem.code]).toEqual([409, 'conflict'])
  })

  test('leaves a bounded queue: further jobs are refused', async () => {
    const { service } = startStuck({ JOBS_QUEUE: '1', JOBS_AT_ONCE: '1' })
    const submit = () => service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }))
    expect([(await submit()).status, (await submit()).status]).toEqual([202, 202])
    const { status, headers, body } = await submit()
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'overloaded', '10'])
    const { body: page } = await service.json('/v1/jobs?state=pending&limit=1')
    expect([page.jobs.length, page.nextCursor, page.jobs[0].result]).toEqual([1, null, undefined])
  })
})

describe('the stream of a job', () => {
  test('sends every part once, with an id, and the final state', async () => {
    const service = start()
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', group: 'chesapeake' }))
    const path = `/v1/jobs/${body.id}/events`
    const response = await service.get(path, { headers: { accept: 'application/x-ndjson' } })
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    const events = await linesOf(response)
    const parts = events.filter(({ event }) => event === 'part')
    expect(parts.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    expect(new Set(parts.map(({ part }) => part.key)).size).toBe(13)
    expect(parts[0].data.zone.id).toBe(parts[0].part.key)
    expect(events.filter(({ event }) => event === 'progress').at(-1)).toMatchObject({ done: 13, total: 13 })
    expect(events.at(-1)).toMatchObject({ event: 'done', state: 'done', id: body.id })
    expect(events.at(-1)?.result).toBe(undefined)
    const rest = await linesOf(
      await service.get(path, { headers: { accept: 'application/x-ndjson', 'last-event-id': '11' } }),
    )
    expect(rest.filter(({ event }) => event === 'part').map(({ id }) => id)).toEqual([12, 13])
  })

  test('is server-sent events unless JSON lines are requested', async () => {
    const service = start()
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }))
    const response = await service.get(`/v1/jobs/${body.id}/events`)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const text = await response.text()
    expect(text).toContain('event: part\nid: 1\ndata: {"part":{"source":"marine","key":"ANZ531"')
    expect(text).toContain('event: done\ndata: {"id":')
  })

  test('rejects an invalid Last-Event-ID and unsupported media types', async () => {
    const service = start()
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }))
    const path = `/v1/jobs/${body.id}/events`
    expect((await service.json(path, { headers: { 'last-event-id': 'x' } })).status).toBe(400)
    expect((await service.json(path, { headers: { accept: 'application/json' } })).status).toBe(406)
  })

  test('ends with the job when it is cancelled', async () => {
    const { service } = startStuck()
    const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }))
    const path = `/v1/jobs/${body.id}`
    const response = await service.get(`${path}/events`, { headers: { accept: 'application/x-ndjson' } })
    await service.json(path, { method: 'DELETE' })
    expect((await linesOf(response)).at(-1)).toMatchObject({ event: 'done', state: 'cancelled' })
  })
})

test('pages of allowed origins may submit, watch and cancel jobs, but not purge the cache', async () => {
  const service = start({ CORS_ORIGINS: 'https://example.org' })
  const preflight = async (path: string): Promise<Headers> =>
    (
      await service.get(path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://example.org',
          'access-control-request-method': 'DELETE',
          'access-control-request-headers': 'idempotency-key, last-event-id',
        },
      })
    ).headers
  const headers = await preflight('/v1/jobs/x')
  expect(headers.get('access-control-allow-methods')).toContain('DELETE')
  expect(headers.get('access-control-allow-headers')).toMatch(/idempotency-key.*last-event-id/i)
  expect((await preflight('/v1/jobs')).get('access-control-allow-methods')).toContain('POST')
  expect((await preflight('/v1/cache')).get('access-control-allow-methods')).not.toContain('DELETE')
})

test('every change of a job emits an event', async () => {
  const service = start()
  const { body } = await service.json('/v1/jobs', post({ kind: 'forecasts', zones: ['ANZ531'] }))
  await reaches(service, `/v1/jobs/${body.id}`, 'done')
  const told = service.events.of('job').map(({ state, done, total }) => `${state} ${done}/${total}`)
  expect(told.sort()).toEqual(['done 1/1', 'pending 0/1', 'running 0/1'])
})
