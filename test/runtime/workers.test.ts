// The whole service on the Workers platform as it counts: what one request asks of others, and how much of it at a time.

import { createSandbox } from 'tributary-sandbox/app.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import type { SharedRate, Store } from '../../src/runtime/runtime.ts'
import { createSharedRate, createWorkersRuntime } from '../../src/runtime/workers.ts'
import { createTurnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'

interface Counts {
  requests: number
  operations: number
  /** At one time, of both. */
  most: number
}

function edge(variables: Record<string, string> = {}, sharedRate?: SharedRate) {
  const environment = { ...unhurried, ...sandboxUrls('http://up.test'), ...variables }
  const config = readConfig(environment, registry)
  const delays = createTurnstile()
  const sandbox = createSandbox({ clock: { ...systemClock, after: delays.after } })
  const counts: Counts = { requests: 0, operations: 0, most: 0 }
  let running = 0
  const counted = async <T>(kind: 'requests' | 'operations', work: () => T | Promise<T>): Promise<T> => {
    counts[kind]++
    counts.most = Math.max(counts.most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    try {
      return await work()
    } finally {
      running--
    }
  }
  const kept = new Map<string, unknown>()
  const store: Store = {
    // The wait for a permit counts: with the default a busy machine would miss some of what is counted here.
    timeoutMs: 50_000,
    get: (key) => counted('operations', () => kept.get(key) ?? null),
    set: (key, value) => counted('operations', () => void kept.set(key, structuredClone(value))),
  }
  const runtime = createWorkersRuntime({
    store,
    subrequests: config.SUBREQUESTS,
    sharedRate,
    fetch: (input, init) =>
      counted('requests', () => sandbox.app.request(String(input).replace('http://up.test', ''), init)),
  })
  const tasks: Promise<unknown>[] = []
  const { app } = composeService({
    config,
    runtime,
    compresses: false,
    waitUntil: (task) => void tasks.push(task),
  })
  const get = async (path: string) => {
    const response = await app.request(path)
    const body = JSON.parse(await response.text())
    while (tasks.length > 0) await Promise.all(tasks.splice(0))
    return { status: response.status, body }
  }
  return { get, counts, kept, sandbox, pass: delays.pass }
}

test('thirteen cold zones fit, each with a store read and a store write, six at a time', async () => {
  const { get, counts, kept } = edge()
  const { body } = await get('/v1/marine/forecasts?group=chesapeake')
  expect(body.complete).toBe(true)
  expect(counts).toEqual({ requests: 13, operations: 26, most: 6 })
  expect(kept.size).toBe(13)
})

test('the largest briefing fits: the store is skipped in favour of requests', async () => {
  const { get, counts } = edge()
  const subreddits = Array.from({ length: 20 }, (_, index) => `harbour${index}`).join(',')
  const { body } = await get(`/v1/briefing?place=Annapolis&count=20&subreddits=${subreddits}`)
  expect(body.complete).toBe(true)
  expect(counts.requests + counts.operations).toBeLessThanOrEqual(50)
  expect(counts.most).toBeLessThanOrEqual(6)
})

test('what is read from the store is also written there, for other isolates', async () => {
  const { get, counts, kept } = edge()
  await get('/v1/briefing?place=38.97,-76.49&count=10&subreddits=a1,b1,c1,d1,e1')
  expect(kept.size).toBeGreaterThan(8)
  expect(counts.operations).toBe(2 * kept.size)
})

test('the maximum number of zones of a request fits, without the store', async () => {
  const { get, counts } = edge()
  const { body: list } = await get('/v1/marine/zones?prefix=ANZ&limit=50')
  const zones = list.zones.map(({ id }: { id: string }) => id).join(',')
  const { body } = await get(`/v1/marine/forecasts?zones=${zones}`)
  expect(body.complete).toBe(true)
  expect(counts).toMatchObject({ requests: 50, operations: 0 })
})

test('a request that cannot fit is refused before any subrequest, with the limit', async () => {
  const { get, counts } = edge({ SUBREQUESTS: '12' })
  const { status, body } = await get('/v1/marine/forecasts?group=chesapeake')
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining('12 (SUBREQUESTS)') })
  expect(counts).toEqual({ requests: 0, operations: 0, most: 0 })
})

test('a part that no longer fits fails and names the limit', async () => {
  const { get, counts, sandbox } = edge({ SUBREQUESTS: '13' })
  sandbox.faults.set([{ match: '/anz53', fault: '500' }])
  const { body } = await get('/v1/marine/forecasts?group=chesapeake')
  const refused = body.parts.filter((part: { error?: { code: string } }) => part.error?.code === 'overloaded')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0].error.detail).toContain('SUBREQUESTS')
  expect(counts.requests).toBe(13)
})

test('one upstream that hangs leaves connections to the others', async () => {
  const { get, sandbox, pass } = edge()
  sandbox.faults.set([{ match: '/marine/', fault: 'delay' }])
  const answer = get('/v1/briefing?place=38.97,-76.49&count=10&subreddits=sailing,boating')
  await expect.poll(() => sandbox.calls.some(({ path }) => path.includes('/alerts/'))).toBe(true)
  pass()
  await answer
  const asked = sandbox.calls.map(({ path }) => path)
  const hanging = asked.flatMap((path, index) => (path.includes('/marine/') ? [index] : []))
  // Four of the ten wait for the upstream that hangs; the fifth comes only after the alerts.
  expect(asked.findIndex((path) => path.includes('/alerts/'))).toBeLessThan(hanging[4] ?? 0)
})

test('the rate at Nominatim is reserved for the whole deployment, by one object per upstream', async () => {
  const booked: string[] = []
  const limiter = (name: string) => ({
    reserve: async () => {
      booked.push(name)
      return { waitMs: 0, isReserved: true }
    },
    hold: async () => {},
  })
  const sharedRate = createSharedRate({ getByName: limiter })
  const { get } = edge({ GEOCODE_RPS: '1' }, sharedRate)
  const { body } = await get('/v1/geocode?place=Annapolis')
  expect(body.data.places[0].provider).toBe('nominatim')
  expect(booked).toEqual(['nominatim'])
})

test('while the shared rate is not available, Nominatim is skipped for the next geocoder', async () => {
  const sharedRate: SharedRate = {
    reserve: async () => Promise.reject(new Error('gone')),
    hold: async () => {},
  }
  const providers = { GEOCODE_RPS: '1', GEOCODE_PROVIDERS: 'nominatim,gazetteer' }
  const { get, sandbox } = edge(providers, sharedRate)
  const { status, body } = await get('/v1/geocode?place=Annapolis')
  expect([status, body.complete, body.data.places[0].provider]).toEqual([200, true, 'gazetteer'])
  expect(sandbox.calls).toEqual([])
})
