import { describe, expect, test } from 'vitest'
import { SourceView } from '../../src/pipeline/view.ts'
import { createMapStore, type Upstream } from '../support/scripted-runtime.ts'
import { built, fog, nearIsDown, text } from './built-sea.ts'

test('thirteen zones are collected at once, with one request each', async () => {
  const { clock, runtime, ask } = built(fog)
  const zones = Array.from({ length: 13 }, (_, index) => `anz5${index + 30}`)
  const parts = zones.flatMap((zone) => [ask(zone).result, ask(zone).result])
  await clock.advance(300)
  for (const answer of await Promise.all(parts))
    expect(answer).toMatchObject({ value: 'fog', status: 'fresh' })
  expect([runtime.requests.length, clock.elapsed()]).toEqual([13, 300])
})

test('timings count a failed attempt and the pause after it as waiting', async () => {
  let asked = 0
  const upstream: Upstream = () =>
    asked++ === 0
      ? { status: 503, headers: { 'retry-after': '1' }, afterMs: 100 }
      : { headers: text, body: 'fog', afterMs: 300 }
  const { clock, ask } = built(upstream)
  const { ctx, result } = ask('anz532')
  await clock.advance(2_000)
  const { timings } = await result
  expect([ctx.attempts.made, timings?.upstreamMs, timings?.decodeMs]).toEqual([2, 300, 0])
  expect(timings?.queueMs).toBeGreaterThanOrEqual(1_100)
  expect(timings?.queueMs).toBeLessThan(1_200)
})

test('a second call makes no upstream call', async () => {
  const { clock, runtime, ask } = built(fog)
  ask('anz532')
  await clock.advance(300)
  await expect(ask('anz532').result).resolves.toMatchObject({ status: 'cached' })
  expect(runtime.requests.length).toBe(1)
})

test('thirteen zones that fall back to their office’s text request it once', async () => {
  const { clock, ask, paths } = built(nearIsDown, { retries: 0 })
  const parts = Array.from({ length: 13 }, (_, index) => ask(`anz5${index + 30}`))
  await clock.advance(100)
  const answers = await Promise.all(parts.map(({ result }) => result))
  expect(answers[2]).toMatchObject({ value: 'anz532 in fog', provider: 'far' })
  expect(parts[2]?.ctx.attempts.made).toBe(2)
  expect(paths().filter((path) => path === 'far/lwx').length).toBe(1)
})

test('a lost call is made again, and each attempt is counted', async () => {
  let calls = 0
  const { clock, ask } = built(() => (calls++ === 0 ? { status: 503 } : { headers: text, body: 'fog' }))
  const { ctx, result } = ask('anz532')
  await clock.advance(100)
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  expect(ctx.attempts.made).toBe(2)
})

describe('with a shared store', () => {
  test('a second instance asks the store and not the upstream, and then its own memory', async () => {
    const store = createMapStore()
    const one = built(fog, {}, { store })
    const { ctx } = one.ask('anz532')
    await one.clock.advance(300)
    await Promise.all(ctx.tasks)
    const two = built(fog, {}, { store })
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
    const tiers = two.events.of('cache').map(({ tier, outcome }) => `${tier} ${outcome}`)
    expect([two.runtime.requests.length, tiers]).toEqual([0, ['memory miss', 'store hit', 'memory hit']])
  })

  test('a stale value from the store is answered at once and refreshed past it', async () => {
    const store = createMapStore()
    const one = built(() => ({ headers: text, body: 'old' }), {}, { store })
    const { ctx } = one.ask('anz532')
    await one.clock.settle()
    await Promise.all(ctx.tasks)
    const two = built(fog, {}, { store })
    await two.clock.advance(100_000)
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'old', status: 'stale' })
    await two.clock.advance(300)
    await expect(two.ask('anz532').result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  })

  test('a fresh time of 0 neither reads nor writes it', async () => {
    const store = createMapStore()
    const { clock, ask } = built(fog, { freshMs: 0 }, { store })
    const { ctx } = ask('anz532')
    await clock.advance(300)
    await Promise.all(ctx.tasks)
    expect(store.entries.size).toBe(0)
  })
})

test('the view is what the schema says, and shows no secret', async () => {
  const { clock, marine, ask } = built(fog, { rps: 2, burst: 2 })
  ask('anz532')
  await clock.advance(300)
  const view = SourceView.parse(marine.view())
  expect(view).toEqual(marine.view())
  expect(view.providers[0]).toMatchObject({ name: 'near', baseUrl: 'https://sea.test/data', calls: 1 })
  expect(view.providers[0]?.rate).toEqual({ perSecond: 2, available: 1 })
  expect(view.providers[1]?.baseUrl).toBeNull()
  expect(view.cache).toMatchObject({ entries: 1, misses: 1 })
})

test('a purge drops a key, or everything with what was kept below', async () => {
  const { clock, marine, ask, paths } = built(nearIsDown, { retries: 0 })
  ask('a')
  ask('b')
  await clock.advance(100)
  expect([marine.purge('a'), marine.purge('a'), marine.purge()]).toEqual([1, 0, 2])
  ask('b')
  await clock.advance(100)
  expect(paths().filter((path) => path === 'far/lwx').length).toBe(2)
})

test('a built source has its label, first provider and attribution', () => {
  const { marine } = built(fog)
  expect([marine.name, marine.label('anz532'), marine.firstProvider]).toEqual(['marine', 'ANZ532', 'near'])
  expect([marine.attribution('far'), marine.attribution('near')]).toEqual(['from afar', null])
})
