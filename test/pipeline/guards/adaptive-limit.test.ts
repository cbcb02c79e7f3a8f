import { describe, expect, test } from 'vitest'
import { createAttempt } from '../../../src/pipeline/attempt.ts'
import type { Outgoing } from '../../../src/pipeline/endpoint.ts'
import { createAdaptiveLimit } from '../../../src/pipeline/guards/adaptive-limit.ts'
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

const outgoing: Outgoing = {
  source: 'marine',
  endpoint: { provider: 'sea', accept: 'text' },
  request: { url: 'https://sea.test/' },
  input: 'k',
  maxBytes: 1,
}

/** An upstream behind its permits, whose latency is a function of how many it answers at once. */
function world(latencyMs: (inUse: number, random: () => number) => number, max = 16) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const permits = new Permits({ name: 'limit', limits: 'sea', concurrency: max, queue: 10_000, clock })
  let latency = latencyMs
  const attempt = createAttempt({
    clock,
    timeoutMs: 2_000,
    async exchange(_, { signal }) {
      await clock.wait(latency(permits.inUse, clock.random), signal)
      return { text: 'fog', bytes: 3 }
    },
  })
  const call = through([createAdaptiveLimit({ ...who, permits, clock })], attempt)
  const ask = () =>
    call(outgoing, createContext(clock, { ...events, budgetMs: 60_000 })).catch(() => 'failed')
  /** So many calls at once, again and again, each round when the one before is done. */
  const rounds = async (count: number, width: number) => {
    let done = false
    const all = async () => {
      for (let i = 0; i < count; i++) await Promise.all(Array.from({ length: width }, ask))
      done = true
    }
    void all()
    while (!done) await clock.advance(50)
  }
  const become = (next: typeof latencyMs) => {
    latency = next
  }
  const lowest = () => Math.min(max, ...events.of('concurrency').map((event) => event.limit))
  return { clock, events, permits, ask, rounds, become, lowest }
}

describe('as every guard', () =>
  promisesOfAGuard((clock) => {
    const permits = new Permits({ name: 'limit', limits: 'sea', concurrency: 2, queue: 1, clock })
    return createAdaptiveLimit({ ...who, permits, clock })
  }))

describe('a normal fan-out keeps every place', () => {
  test.each([13, 20, 50])('%i equal zones, however often', async (width) => {
    const { permits, rounds, lowest } = world(() => 300)
    await rounds(20, width)
    expect([permits.concurrency, lowest()]).toEqual([16, 16])
  })

  test('also when latencies scatter', async () => {
    const { rounds, lowest } = world((_, random) => 100 + random() * 200)
    await rounds(40, 50)
    expect(lowest()).toBe(16)
  })

  test('also when our own process adds a few milliseconds for each that comes at once', async () => {
    const { rounds, lowest } = world((inUse) => 2 + 5 * inUse)
    for (let i = 0; i < 20; i++) {
      await rounds(1, 1)
      await rounds(1, 50)
    }
    expect(lowest()).toBe(16)
  })

  test.each<[string, [ms: number, rounds: number][]]>([
    [
      'easy answers come for a while before the usual ones',
      [
        [300, 10],
        [5, 20],
        [300, 10],
      ],
    ],
    [
      'answers take 300 ms that took almost none before',
      [
        [10, 10],
        [300, 20],
      ],
    ],
    [
      'answers become slower bit by bit',
      [
        [100, 5],
        [400, 18],
        [700, 2],
      ],
    ],
  ])('also when %s', async (_, phases) => {
    const { rounds, become, lowest } = world(() => 0)
    for (const [ms, count] of phases) {
      become(() => ms)
      await rounds(count, 13)
    }
    expect(lowest()).toBe(16)
  })

  test('also when 10 000 calls are queued', async () => {
    const { rounds, lowest } = world(() => 20)
    await rounds(1, 5_000)
    expect(lowest()).toBe(16)
  })
})

test('it follows a latency step within seconds, down and up again', async () => {
  const { clock, events, permits, rounds, become } = world(() => 100)
  await rounds(10, 16)
  expect(permits.concurrency).toBe(16)
  const from = clock.elapsed()
  become(() => 1_000)
  await rounds(3, 16)
  expect(permits.concurrency).toBe(8)
  expect(clock.elapsed() - from).toBeLessThanOrEqual(6_000)
  become(() => 100)
  const back = clock.elapsed()
  await rounds(15, 16)
  expect(permits.concurrency).toBe(16)
  expect(clock.elapsed() - back).toBeLessThanOrEqual(4_000)
  expect(events.of('concurrency').map((event) => event.limit)).toEqual([8, 11, 14, 16])
})

test('the step down is in proportion to the slowness', async () => {
  const { events, rounds, become } = world(() => 100)
  await rounds(10, 16)
  become(() => 625)
  await rounds(2, 16)
  expect(events.of('concurrency')[0]?.limit).toBe(12)
})

test('the step down comes with the second batch of slow answers at the latest', async () => {
  const { clock, permits, ask, rounds, become } = world(() => 100)
  await rounds(10, 16)
  become(() => 1_000)
  for (let i = 0; i < 100; i++) void ask()
  await clock.advance(2_000)
  expect(permits.concurrency).toBe(8)
  await clock.advance(60_000)
  expect([permits.inUse, permits.queued, clock.timers]).toEqual([0, 0, 0])
})

test('an upstream that is slow whatever we do is taken as it is, and has its places back', async () => {
  const { clock, permits, rounds, become } = world(() => 100)
  await rounds(10, 16)
  become(() => 1_000)
  const from = clock.elapsed()
  await rounds(4, 16)
  expect(permits.concurrency).toBe(8)
  await rounds(10, 16)
  expect(permits.concurrency).toBe(16)
  expect(clock.elapsed() - from).toBeLessThanOrEqual(25_000)
})

test('an upstream that is quicker with fewer at once is asked by fewer for as long as that is so', async () => {
  const { permits, rounds, become } = world(() => 100)
  await rounds(10, 16)
  become((inUse) => 120 * inUse)
  await rounds(40, 16)
  expect(permits.concurrency).toBe(8)
  become(() => 100)
  await rounds(15, 16)
  expect(permits.concurrency).toBe(16)
})

test('an upstream that hangs is asked by few at once, never by fewer than the floor', async () => {
  const { permits, rounds, become } = world(() => 100)
  await rounds(5, 16)
  become(() => 1e9)
  await rounds(10, 16)
  expect(permits.concurrency).toBe(4)
})

test('after a pause the next fan-out finds all permits', async () => {
  const { clock, events, permits, ask, rounds, become } = world(() => 100)
  await rounds(5, 16)
  become(() => 1e9)
  await rounds(10, 16)
  expect(permits.concurrency).toBe(4)
  become(() => 100)
  await clock.advance(10_001)
  let done = 0
  for (let zone = 0; zone < 13; zone++) void ask().then(() => done++)
  await clock.advance(100)
  expect(done).toBe(13)
  expect(events.of('concurrency').at(-1)?.limit).toBe(16)
})

test('a limit of one stays one', async () => {
  const { permits, rounds, become } = world(() => 100, 1)
  await rounds(20, 1)
  become(() => 1e9)
  await rounds(20, 1)
  expect(permits.concurrency).toBe(1)
})
