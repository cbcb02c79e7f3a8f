import { expect, test } from 'vitest'
import { createSandbox } from '../src/app.ts'
import type { Sandbox } from '../src/sandbox.ts'
import { manualClock, settled } from './manual-clock.ts'

const sailing = '/reddit/r/sailing/top.json?t=day&limit=2'

const put = (sandbox: Sandbox, path: string, body: unknown): Promise<Response> =>
  Promise.resolve(sandbox.app.request(`/__sandbox${path}`, { method: 'PUT', body: JSON.stringify(body) }))

test('a fault applies as often as its rule says', async () => {
  const { app, ...sandbox } = createSandbox({ clock: manualClock() })
  await put({ app, ...sandbox }, '/faults', [{ match: '/r/sailing', fault: '500', times: 2 }])
  const statuses = []
  for (let count = 0; count < 3; count++) statuses.push((await app.request(sailing)).status)
  expect(statuses).toEqual([500, 500, 200])
})

test('the first matching rule applies, and the others are unchanged', async () => {
  const { app, faults } = createSandbox({ clock: manualClock() })
  faults.set([
    { match: '/r/boating', fault: 'empty' },
    { match: '/r/', fault: '429', times: 1 },
    { match: '/r/sailing', fault: '503' },
  ])
  expect((await app.request(sailing)).status).toBe(429)
  expect((await app.request(sailing)).status).toBe(503)
  expect(faults.list()).toHaveLength(2)
})

test('a rule may match the decoded query', async () => {
  const { app, faults } = createSandbox({ clock: manualClock() })
  faults.set([{ match: 'q=Annapolis, MD', fault: 'html' }])
  const ask = (place: string) =>
    app.request(`/nominatim/search?q=${encodeURIComponent(place)}`, { headers: { 'user-agent': 'tests' } })
  expect((await ask('Annapolis, MD')).headers.get('content-type')).toContain('text/html')
  expect((await ask('Zadar')).headers.get('content-type')).toContain('json')
})

test('an invalid list of rules is refused as a whole, and the old rules remain', async () => {
  const sandbox = createSandbox({ clock: manualClock() })
  sandbox.faults.set([{ match: '/marine/', fault: 'empty' }])
  const refused = await put(sandbox, '/faults', [{ match: '', fault: 'explode', time: 1 }])
  expect(refused.status).toBe(400)
  const { errors } = (await refused.json()) as { errors: string[] }
  expect(errors.join(' ')).toMatch(/match[\s\S]*fault|fault[\s\S]*match/)
  expect(sandbox.faults.list()).toEqual([{ match: '/marine/', fault: 'empty' }])
})

test('a body that is not JSON is refused', async () => {
  const { app } = createSandbox({ clock: manualClock() })
  const refused = await app.request('/__sandbox/faults', { method: 'PUT', body: '[{' })
  expect(refused.status).toBe(400)
})

test('deleting the faults ends them', async () => {
  const { app, faults } = createSandbox({ clock: manualClock() })
  faults.set([{ match: '/r/sailing', fault: '500' }])
  expect((await app.request('/__sandbox/faults', { method: 'DELETE' })).status).toBe(204)
  expect((await app.request(sailing)).status).toBe(200)
})

test('the journal has the requests and their faults, without secrets and without control calls', async () => {
  const { app, faults } = createSandbox({ clock: manualClock(7_000) })
  faults.set([{ match: '/r/sailing', fault: 'empty' }])
  await app.request(sailing, { headers: { authorization: 'Bearer very-secret', 'User-Agent': 'tests' } })
  await app.request('/google/maps/api/geocode/json?address=Zadar&key=also-secret')
  const calls = await (await app.request('/__sandbox/calls')).json()
  expect(calls).toMatchObject([
    {
      method: 'GET',
      path: '/reddit/r/sailing/top.json',
      query: { t: 'day', limit: '2' },
      headers: { 'user-agent': 'tests' },
      at: 7_000,
      fault: 'empty',
    },
    { path: '/google/maps/api/geocode/json', query: { address: 'Zadar' } },
  ])
  expect(JSON.stringify(calls)).not.toContain('secret')
  await app.request('/__sandbox/calls', { method: 'DELETE' })
  expect(await (await app.request('/__sandbox/calls')).json()).toEqual([])
})

test('latency delays every answer, and a caller that disconnects clears its timer', async () => {
  const clock = manualClock()
  const sandbox = createSandbox({ clock, latencyMs: 50 })
  await put(sandbox, '/latency', { ms: 300 })
  const leaver = new AbortController()
  const stays = sandbox.app.request(sailing)
  const leaves = sandbox.app.request(sailing, { signal: leaver.signal })
  await settled()
  expect(clock.waiting()).toEqual([300, 300])
  leaver.abort()
  await settled()
  expect(clock.waiting()).toEqual([300])
  clock.fire()
  expect((await stays).status).toBe(200)
  expect((await leaves).status).not.toBe(200)
})

test('an invalid latency is refused', async () => {
  const sandbox = createSandbox({ clock: manualClock() })
  expect((await put(sandbox, '/latency', { ms: -1 })).status).toBe(400)
  expect((await put(sandbox, '/latency', { seconds: 1 })).status).toBe(400)
})

test('a reset removes faults, calls and latency', async () => {
  const clock = manualClock()
  const sandbox = createSandbox({ clock })
  sandbox.faults.set([{ match: '/', fault: '500', times: 5 }])
  await sandbox.app.request(sailing)
  sandbox.setLatency(1_000)
  sandbox.reset()
  expect(sandbox.calls).toEqual([])
  expect((await sandbox.app.request(sailing)).status).toBe(200)
})
