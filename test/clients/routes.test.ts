// The client against the real routes, in one process.

import { createClient, routes, type Tributary, TributaryError } from 'tributary-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'

let service: TestService
let client: Tributary

beforeAll(() => {
  service = startService()
  client = createClient({
    baseUrl: 'http://localhost',
    fetch: (url, init) => service.get(url, init),
  })
})
afterAll(() => service.close())

const submitted = () => client.jobs.submit({ kind: 'geocode', places: ['Zadar', 'Oslo'] })

/** One call for each operation, and a word that must be in its answer. */
const calls: Record<keyof typeof routes, [() => Promise<unknown>, string]> = {
  getBriefing: [
    () => client.briefing({ place: 'Annapolis, MD', subreddits: ['sailing'], count: 1 }),
    'ANZ532',
  ],
  getForecasts: [() => client.marine.forecasts({ group: 'chesapeake' }), 'ANZ543'],
  getAdvisories: [() => client.marine.advisories({ zones: ['ANZ531', 'ANZ532'] }), 'advisories'],
  searchForecasts: [() => client.marine.search({ q: 'kt', group: 'chesapeake', limit: 2 }), 'snippet'],
  listZones: [() => client.marine.zones({ prefix: 'ANZ5', limit: 3 }), 'nextCursor'],
  getZone: [() => client.marine.zone('ANZ532'), 'Sandy Point'],
  parseMarineText: [
    () =>
      client.marine.parse('ANZ532-210015-\n.TONIGHT...S winds 10 to 15 kt. Waves 1 ft.\n$$\n', {
        spans: true,
      }),
    'TONIGHT',
  ],
  geocode: [() => client.geocode({ place: ['Annapolis, MD', 'Zadar'] }), 'Zadar'],
  getTopPosts: [() => client.reddit.top({ subreddits: ['sailing'], t: 'week', limit: 2 }), 'posts'],
  getPages: [() => client.pages({ url: ['http://sandbox.test/pages/harbour'] }), 'its waters'],
  listSources: [() => client.sources(), 'breaker'],
  purgeCache: [
    () => client.cache.purge({ source: 'marine' }).catch((error: unknown) => String(error)),
    'forbidden',
  ],
  getMetrics: [() => client.metrics().catch((error: unknown) => String(error)), 'not_found'],
  getHealth: [() => client.health(), 'ok'],
  getReadiness: [() => client.ready(), 'ok'],
  listProblems: [() => client.problems.list(), 'upstream_timeout'],
  submitJob: [() => client.jobs.submit({ kind: 'reddit', subreddits: ['sailing', 'boating'] }), 'pending'],
  listJobs: [() => client.jobs.list({ limit: 1 }), 'nextCursor'],
  getJob: [async () => client.jobs.get((await submitted()).id), '"result"'],
  cancelJob: [() => client.jobs.cancel('no-such-job').catch((error: unknown) => String(error)), 'not_found'],
  watchJob: [async () => client.jobs.wait((await submitted()).id), '"state":"done"'],
  getProblem: [() => client.problems.get('deadline'), 'budget'],
}

test('every operation of the document has a call', () => {
  expect(Object.keys(calls).sort()).toEqual(Object.keys(routes).sort())
})

test.each(Object.entries(calls))('%s is answered', async (_, [call, word]) => {
  expect(JSON.stringify(await call())).toContain(word)
})

test('a streamed briefing ends with the same envelope as a plain one', async () => {
  const query = { place: 'Annapolis, MD', subreddits: ['sailing'], count: 2 }
  await client.briefing(query)
  const sources = new Set<string>()
  let last: unknown
  for await (const event of client.briefing.stream(query)) {
    if (event.event === 'part') sources.add(event.source)
    if (event.event === 'part' && event.source === 'marine') expect(event.data?.periods).not.toEqual([])
    if (event.event === 'done') last = event.answer.data
  }
  expect([...sources].sort()).toEqual(['alerts', 'geocode', 'marine', 'reddit'])
  expect(last).toEqual((await client.briefing(query)).data)
})

test('the error of a failed strict answer lists its parts', async () => {
  service.sandbox.faults.set([{ match: '/r/windsurfing', fault: '500' }])
  const query = { subreddits: ['windsurfing', 'sailing'] }
  const whole = await client.reddit.top(query)
  expect(whole.complete).toBe(false)
  const error = await client.reddit.top(query, { strict: true }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TributaryError)
  expect(error).toMatchObject({
    status: 502,
    parts: [{ key: 'windsurfing', status: 'failed' }, { key: 'sailing' }],
  })
})

test('aborting a call ends the stream at the service too', async () => {
  const controller = new AbortController()
  const stream = client.marine.forecasts.stream({ group: 'chesapeake' }, { signal: controller.signal })
  const reading = (async () => {
    for await (const _ of stream) controller.abort(new Error('enough'))
  })()
  await expect(reading).rejects.toThrow('enough')
  await service.idle()
})

test('following a job yields each part once, then its result', async () => {
  const { id } = await client.jobs.submit({ kind: 'forecasts', group: 'chesapeake' })
  const keys: string[] = []
  let last = { done: 0, total: 0 }
  const job = await client.jobs.wait(id, {
    onPart: ({ key }) => void keys.push(key),
    onProgress: (progress) => {
      last = progress
    },
  })
  expect(new Set(keys).size).toBe(13)
  expect(keys).toHaveLength(13)
  expect(last).toEqual({ done: 13, total: 13 })
  expect(job).toMatchObject({ state: 'done', result: { complete: true } })
})

test('submitting a job again with its key returns the same job; another body is a conflict', async () => {
  const submit = (place: string) =>
    client.jobs.submit({ kind: 'geocode', places: [place] }, { idempotencyKey: 'once' })
  const [first, again] = [await submit('Zadar'), await submit('Zadar')]
  expect(again.id).toBe(first.id)
  await expect(submit('Oslo')).rejects.toMatchObject({ code: 'conflict', status: 409 })
})
