// One upstream that hangs, its places taken and its queue full, seen from the routes of the others; in virtual time.
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const upstreamMs = 40
const forever = 1e9
const place = JSON.stringify([
  {
    lat: '38.9',
    lon: '-76.4',
    display_name: 'Somewhere',
    name: 'Somewhere',
    category: 'place',
    type: 'city',
  },
])

/** Asks for many places, twenty a second, while `hanging` calls to another upstream never come back. */
async function placesBeside(
  hanging: number,
): Promise<{ times: number[]; statuses: Set<number>; hung: Set<number> }> {
  const clock = createVirtualClock()
  const runtime = createScriptedRuntime(clock, ({ url }) =>
    url.includes('reddit') ? { afterMs: forever } : { body: place, afterMs: upstreamMs },
  )
  const variables = {
    REDDIT_RPS: '0',
    REDDIT_TIMEOUT_MS: '20000',
    GEOCODE_RPS: '0',
    GEOCODE_PROVIDERS: 'nominatim',
  }
  const { app } = composeService({ config: readConfig(variables, registry), runtime, compresses: false })
  const times: number[] = []
  const statuses = new Set<number>()
  const hung = new Set<number>()
  const sent: Promise<void>[] = []
  for (let index = 0; index < hanging; index++) {
    const path = `/v1/reddit/top?subreddits=h${index}`
    sent.push(
      (async () => {
        hung.add((await app.request(path, { headers: { prefer: 'wait=10' } })).status)
      })(),
    )
  }
  for (let index = 0; index < 100; index++) {
    await clock.advance(50)
    const startedAt = clock.elapsed()
    sent.push(
      (async () => {
        statuses.add((await app.request(`/v1/geocode?place=p${index}`)).status)
        times.push(clock.elapsed() - startedAt)
      })(),
    )
  }
  await clock.advance(30_000)
  await Promise.all(sent)
  return { times, statuses, hung }
}

test('a hanging upstream with a full queue does not delay the others', async () => {
  const calm = await placesBeside(0)
  const beside = await placesBeside(1_000)
  expect([...calm.statuses, ...beside.statuses]).toEqual([200, 200])
  expect(beside.times).toEqual(calm.times)
  expect(Math.max(...beside.times)).toBe(upstreamMs)
  // Those who were let in ran out of time, the rest was refused.
  expect(beside.hung).toEqual(new Set([503, 504]))
})
