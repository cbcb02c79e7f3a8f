import { exports } from 'cloudflare:workers'
import { createClient } from 'tributary-client'
import { afterEach, expect, test, vi } from 'vitest'
import { playUpstreams } from './play-upstreams.ts'

afterEach(() => vi.restoreAllMocks())

const client = createClient({
  baseUrl: 'https://edge.test',
  fetch: (url, init) => exports.default.fetch(url, init),
})

test('a Worker asks through the client: whole, part by part, with typed errors', async () => {
  playUpstreams()
  const query = { zones: ['ANZ535', 'ANZ536'] }
  const events: string[] = []
  for await (const event of client.marine.forecasts.stream(query)) {
    events.push(event.event === 'part' ? event.part.key : event.event)
  }
  expect(events.sort()).toEqual(['ANZ535', 'ANZ536', 'done', 'progress', 'progress'])
  expect((await client.marine.forecasts(query)).data.forecasts).toHaveLength(2)
  await expect(client.marine.zone('nowhere')).rejects.toMatchObject({ code: 'invalid_request', status: 400 })
})

test("without a `fetch` of its own it uses the platform's, which wants to be called as it is", async () => {
  const ask = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({ status: 'ok' }))
  expect(await createClient({ baseUrl: 'https://edge.test' }).health()).toEqual({ status: 'ok' })
  expect(ask.mock.contexts[0] === globalThis || ask.mock.contexts[0] === undefined).toBe(true)
})
