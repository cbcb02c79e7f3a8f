// The curve of an overload in virtual time: what admission and the queues make of it, whatever the machine is doing. What
// refusals cost in CPU is for bench/overload.ts.
import { beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createRandom, createVirtualClock } from '../support/virtual-clock.ts'

const upstreamMs = 100
const concurrency = 16
const capacity = (concurrency / upstreamMs) * 1_000
const warmUpMs = 3_000
const measuredMs = 5_000
const listing = JSON.stringify({ kind: 'Listing', data: { children: [], after: null } })

interface Level {
  /** Answers a second, of those asked for after the warm-up. */
  goodput: number
  p99: number
  statuses: number[]
  refusedEarly: number
  refused: number
}

/** Offers a multiple of the capacity, every request for a new key. */
async function offer(times: number): Promise<Level> {
  const clock = createVirtualClock({ seed: times })
  const random = createRandom(times + 100)
  const runtime = createScriptedRuntime(clock, () => ({ body: listing, afterMs: upstreamMs }))
  const variables = { REDDIT_RPS: '0', REDDIT_CONCURRENCY: String(concurrency) }
  let refusedEarly = 0
  const { app } = composeService({
    config: readConfig(variables, registry),
    runtime,
    listeners: [(event) => void (event.type === 'request' && event.outcome === 'refused' && refusedEarly++)],
    compresses: false,
  })
  const served: number[] = []
  const statuses = new Set<number>()
  let refused = 0
  const send = async (index: number, at: number): Promise<void> => {
    const { status } = await app.request(`/v1/reddit/top?subreddits=k${index}`)
    statuses.add(status)
    if (status === 503) refused++
    else if (at >= warmUpMs) served.push(clock.elapsed() - at)
  }
  const sent: Promise<void>[] = []
  for (let index = 0, dueAt = 0; ; index++) {
    dueAt += (-Math.log(1 - random()) / (capacity * times)) * 1_000
    if (dueAt >= warmUpMs + measuredMs) break
    await clock.advance(dueAt - clock.elapsed())
    sent.push(send(index, dueAt))
  }
  await clock.advance(10_000)
  await Promise.all(sent)
  const sorted = served.sort((a, b) => a - b)
  return {
    goodput: (served.length / measuredMs) * 1_000,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    statuses: [...statuses],
    refusedEarly,
    refused,
  }
}

const levels = new Map<number, Level>()
beforeAll(async () => {
  for (const times of [1, 2, 5, 10]) levels.set(times, await offer(times))
})

const level = (times: number): Level => {
  const found = levels.get(times)
  if (!found) throw new Error(`nothing was offered ${times} times`)
  return found
}

test.each([1, 2, 5, 10])(
  'offered %i times what it can do, it does nine tenths of its best or more',
  (times) => {
    const peak = Math.max(...[...levels.values()].map(({ goodput }) => goodput))
    expect(level(times).goodput).toBeGreaterThan(peak * 0.9)
    expect(peak).toBeGreaterThan(capacity * 0.95)
  },
)

test.each([1, 2, 5, 10])(
  'offered %i times what it can do, who is admitted waits no more than twice the upstream’s time',
  (times) => {
    expect(level(times).p99).toBeLessThanOrEqual(2 * upstreamMs)
  },
)

test('requests beyond capacity are refused with 503 and no other error', () => {
  expect(level(10).statuses.toSorted()).toEqual([200, 503])
})

test('far beyond capacity most requests are refused before any work', () => {
  expect(level(10).refusedEarly).toBeGreaterThan(level(10).refused * 0.7)
})
