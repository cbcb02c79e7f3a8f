import { env, exports } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { playUpstreams } from './play-upstreams.ts'

const get = (path: string, init?: RequestInit): Promise<Response> =>
  exports.default.fetch(`https://edge.test${path}`, init)

afterEach(() => vi.restoreAllMocks())

test('a new isolate answers without preparation', async () => {
  const response = await get('/healthz')
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
})

test('there are no metrics', async () => {
  expect((await get('/metrics')).status).toBe(404)
})

test('an isolate stores what it fetched for all others', async () => {
  const asked = playUpstreams()
  const response = await get('/v1/marine/forecasts?zones=ANZ531,ANZ532')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ complete: true })
  expect(asked()).toHaveLength(2)
  await eventually(async () => {
    const { keys } = await env.TRIBUTARY_KV.list({ prefix: 'tributary:v2:marine:' })
    expect(keys.map(({ name }) => name)).toEqual(['tributary:v2:marine:ANZ531', 'tributary:v2:marine:ANZ532'])
  })
})

test('an entry that another isolate stored is not requested again', async () => {
  const asked = playUpstreams()
  await get('/v1/marine/forecasts?zones=ANZ533')
  const name = 'tributary:v2:marine:ANZ533'
  const entry = await eventually(async () => {
    const found = await env.TRIBUTARY_KV.get(name, 'json')
    expect(found).not.toBeNull()
    return found as Record<string, unknown>
  })
  // As another instance would have left it, for a zone that this one has never seen.
  await env.TRIBUTARY_KV.put('tributary:v2:marine:ANZ534', JSON.stringify(entry))
  const response = await get('/v1/marine/forecasts?zones=ANZ534')
  expect(await response.json()).toMatchObject({ parts: [{ key: 'ANZ534', status: 'cached', attempts: 0 }] })
  expect(asked()).toHaveLength(1)
})
