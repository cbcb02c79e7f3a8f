// Jobs inside of workerd: the object, its tables, its alarms.
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { playUpstreams } from './play-upstreams.ts'

interface JobAnswer {
  id: string
  state: string
  progress: { done: number; total: number }
  result?: { complete: boolean; data: { forecasts: { zone: { id: string } }[] }; parts: { key: string }[] }
}

const ask = (path: string, init?: RequestInit): Promise<Response> =>
  exports.default.fetch(`https://edge.test${path}`, init)
const read = async (path: string): Promise<JobAnswer> => (await ask(path)).json()
const post = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  ask('/v1/jobs', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const board = () => env.JOB_BOARD.getByName('all')

/** The platform rings by itself; ringing it here only makes it sooner. */
const isDone = (id: string): Promise<void> =>
  eventually(async () => {
    await runDurableObjectAlarm(board())
    expect((await read(`/v1/jobs/${id}`)).state).toBe('done')
  })

afterEach(() => vi.restoreAllMocks())

test('a job is started by a form, and its page shows the result', async () => {
  playUpstreams()
  const started = await ask('/jobs', {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams({ kind: 'forecasts', by: 'zones', which: 'GMZ031 GMZ032' }).toString(),
  })
  expect(started.status).toBe(303)
  const path = started.headers.get('location') ?? ''
  await isDone(path.slice('/jobs/'.length))
  const page = await (await ask(path)).text()
  expect(page).toContain('2 of 2 parts')
  expect(page).toContain('GMZ032')
  expect(await (await ask('/jobs')).text()).toContain(`href="${path}"`)
})

test('a job with more zones than one alarm may request completes all of them, each requested once', async () => {
  const asked = playUpstreams()
  const response = await post({ kind: 'forecasts', office: 'LWX' })
  expect(response.status).toBe(202)
  const { id, progress } = (await response.json()) as JobAnswer
  expect(progress.total).toBeGreaterThan(12)
  await isDone(id)
  const { result } = await read(`/v1/jobs/${id}`)
  expect(result?.complete).toBe(true)
  const zones = result?.data.forecasts.map(({ zone }) => zone.id)
  expect(new Set(zones).size).toBe(progress.total)
  const texts = asked().filter((path) => path.endsWith('.txt'))
  expect(texts.length).toBe(progress.total)
  expect(new Set(texts).size).toBe(progress.total)
})

test('an object that dies in the middle of a job continues it when it is next used', async () => {
  const asked = playUpstreams()
  const { id, progress } = (await (await post({ kind: 'forecasts', prefix: 'AM' })).json()) as JobAnswer
  expect(progress.total).toBeGreaterThan(50)
  await eventually(async () => {
    await runDurableObjectAlarm(board())
    expect((await read(`/v1/jobs/${id}`)).progress.done).toBeGreaterThan(0)
  })
  const aborted = runInDurableObject(board(), (_, state) => state.abort('the object dies'))
  await expect(aborted).rejects.toThrow('the object dies')
  await isDone(id)
  const { result } = await read(`/v1/jobs/${id}`)
  expect(result?.parts.length).toBe(progress.total)
  expect(result?.complete).toBe(true)
  // Nothing twice but what was on its way when the object went.
  expect(asked().length - new Set(asked()).size).toBeLessThanOrEqual(6)
})

test('a watcher receives each part and the end over one stream', async () => {
  playUpstreams()
  const { id } = (await (
    await post({ kind: 'advisories', zones: ['ANZ531', 'ANZ532', 'ANZ533'] })
  ).json()) as JobAnswer
  const stream = await ask(`/v1/jobs/${id}/events`, { headers: { accept: 'application/x-ndjson' } })
  void runDurableObjectAlarm(board())
  const events = new TextDecoder()
    .decode(await stream.arrayBuffer())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; part?: { key: string } })
  const keys = events.flatMap(({ event, part }) => (event === 'part' && part ? [part.key] : []))
  expect(keys.sort()).toEqual(['ANZ531', 'ANZ532', 'ANZ533'])
  expect(events.at(-1)?.event).toBe('done')
})

test('a repeat with the same key is the same job, another body is a conflict', async () => {
  playUpstreams()
  const key = { 'idempotency-key': 'one' }
  const first = (await (await post({ kind: 'forecasts', zones: ['ANZ531'] }, key)).json()) as JobAnswer
  const again = (await (await post({ kind: 'forecasts', zones: ['ANZ531'] }, key)).json()) as JobAnswer
  expect(again.id).toBe(first.id)
  const other = await post({ kind: 'forecasts', zones: ['ANZ532'] }, key)
  expect([other.status, await other.json()]).toMatchObject([409, { code: 'conflict' }])
})

test('a cancelled job stays cancelled, and its requests are aborted', async () => {
  let isGivenUp = false
  vi.spyOn(globalThis, 'fetch').mockImplementation(
    (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => {
          isGivenUp = true
          reject(init.signal?.reason)
        })
      }),
  )
  const { id } = (await (await post({ kind: 'forecasts', zones: ['PZZ130'] })).json()) as JobAnswer
  const alarm = runDurableObjectAlarm(board())
  await eventually(async () => expect((await read(`/v1/jobs/${id}`)).state).toBe('running'))
  const response = await ask(`/v1/jobs/${id}`, { method: 'DELETE' })
  expect(response.status).toBe(202)
  await alarm
  expect(await read(`/v1/jobs/${id}`)).toMatchObject({ state: 'cancelled', progress: { done: 0 } })
  await eventually(() => expect(isGivenUp).toBe(true))
})
