import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../../src/core/errors.ts'
import type { Answer, Call, Loaded } from '../../../src/pipeline/call.ts'
import { type SharedCacheOptions, sharedCache } from '../../../src/pipeline/keep/shared-cache.ts'
import type { Store } from '../../../src/runtime/runtime.ts'
import { answerOf } from '../../support/answers.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesAround } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createMapStore } from '../../support/scripted-runtime.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const policy = {
  namespace: 'marine',
  output: z.string(),
  expiresAt: undefined,
  lastResort: () => {},
}
const name = 'tributary:v2:marine:k'
const never: Store = { get: () => new Promise(() => {}), set: () => new Promise(() => {}) }
const broken: Store = {
  get: async () => Promise.reject(new Error('refused')),
  set: () => {
    throw new Error('read only')
  },
}

const around =
  (open: () => Store) =>
  (clock: VirtualClock, call: Call<string, Answer<string>>): Call<string, Answer<string>> => {
    const tier = sharedCache({ ...policy, store: open(), clock })
    return (input, ctx) => tier(input, ctx, () => call(input, ctx))
  }

describe('as everything around a call', () => promisesAround(around(createMapStore)))
describe('over a broken store, as everything around a call', () => promisesAround(around(() => broken)))

function stored(shared: Store, more: Partial<SharedCacheOptions<string>> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const tier = sharedCache({ ...policy, store: shared, clock, ...more })
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = tier('marine:k', ctx, () => inner.call('k', ctx))
    result.catch(() => {})
    return { ctx, result }
  }
  const entry = (fetchedAt: number, value = 'kept'): Loaded<string> => {
    const { status: _, ...loaded } = answerOf(value, fetchedAt)
    return loaded
  }
  const outcomes = () => events.of('cache').map(({ outcome }) => outcome)
  return { clock, events, inner, ask, entry, outcomes }
}

test('what it lacks is left to the flight of all instances, which stores it', async () => {
  const shared = createMapStore()
  const flown: string[] = []
  const { clock, inner, ask } = stored(shared, {
    flight: (stored, _, load) => {
      flown.push(stored)
      return load()
    },
  })
  const { ctx, result } = ask()
  await clock.settle()
  inner.answer(answerOf('fog', clock.now()))
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  expect([flown, ctx.tasks.length, shared.entries.size]).toEqual([[name], 0, 0])
})

test('a loaded value is stored, and served by another instance without a request', async () => {
  const shared = createMapStore()
  const one = stored(shared)
  const first = one.ask()
  await one.clock.settle()
  one.inner.answer(answerOf('fog', one.clock.now()))
  await first.result
  await Promise.all(first.ctx.tasks)
  const other = stored(shared)
  await expect(other.ask().result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  expect([other.inner.asked.length, other.outcomes(), one.outcomes()]).toEqual([0, ['hit'], ['miss']])
})

test('an entry is kept as long as it may be served', async () => {
  let ttl = 0
  const shared: Store = {
    get: async () => null,
    async set(_, __, ms) {
      ttl = ms
    },
  }
  const { clock, inner, ask } = stored(shared)
  const { result } = ask()
  await clock.advance(5_000)
  inner.answer(answerOf('fog', clock.now() - 1_000))
  await result
  expect(ttl).toBe(659_000)
})

test('a stale entry is answered as stale, but not to a refresh', async () => {
  const shared = createMapStore()
  const { clock, inner, ask, entry, outcomes } = stored(shared)
  shared.entries.set(name, entry(clock.now() - 100_000))
  await expect(ask().result).resolves.toMatchObject({ value: 'kept', status: 'stale' })
  const refresh = ask({ isRefresh: true })
  await clock.settle()
  inner.answer(answerOf('new', clock.now()))
  await expect(refresh.result).resolves.toMatchObject({ value: 'new', status: 'fresh' })
  expect(outcomes()).toEqual(['stale', 'miss'])
})

test('an entry past its own end is left as a last resort, and the upstream is asked', async () => {
  const shared = createMapStore()
  const left: [string, string][] = []
  const { clock, inner, ask, entry } = stored(shared, {
    expiresAt: (value) => (value === 'kept' ? 0 : null),
    lastResort: (key, { value }) => left.push([key, value]),
  })
  shared.entries.set(name, entry(clock.now() - 100_000))
  ask()
  await clock.settle()
  expect([left, inner.pending.length]).toEqual([[['marine:k', 'kept']], 1])
})

test.each([
  ['not an entry', 'rubbish'],
  [
    'a value of another shape',
    { value: 7, provider: 'sea', fetchedAt: 0, freshUntil: 9e15, staleUntil: 9e15 },
  ],
  ['no provider', { value: 'x', provider: 7, fetchedAt: 0, freshUntil: 9e15, staleUntil: 9e15 }],
  ['invalid times', { value: 'x', provider: 'sea', fetchedAt: 'now', freshUntil: 9e15, staleUntil: 9e15 }],
])('%s is a miss and an event', async (_, found) => {
  const shared = createMapStore()
  shared.entries.set(name, found)
  const { clock, events, inner, ask, outcomes } = stored(shared)
  const { result } = ask()
  await clock.settle()
  inner.answer(answerOf('fog', clock.now()))
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  expect([outcomes(), events.of('store-failed')[0]?.operation]).toEqual([['miss'], 'get'])
})

test('an entry past its stale time is a miss, no event and no last resort', async () => {
  const shared = createMapStore()
  const left: string[] = []
  const { clock, events, inner, ask, entry } = stored(shared, { lastResort: (key) => left.push(key) })
  shared.entries.set(name, entry(clock.now() - 660_000))
  ask()
  await clock.settle()
  expect([inner.pending.length, events.of('store-failed').length, left]).toEqual([1, 0, []])
})

test('a value that may not be served any more is not stored', async () => {
  const shared = createMapStore()
  const { clock, inner, ask } = stored(shared)
  const { ctx, result } = ask()
  await clock.settle()
  inner.answer(answerOf('fog', clock.now() - 660_000))
  await result
  await Promise.all(ctx.tasks)
  expect(shared.entries.size).toBe(0)
})

test('nothing is read for a caller that has already left', async () => {
  const clock = createVirtualClock()
  const read: string[] = []
  const store: Store = { ...never, get: async (key) => void read.push(key) }
  const ctx = createContext(clock)
  ctx.abort('left')
  const load = () => Promise.reject(new Error('was loaded'))
  await expect(sharedCache({ ...policy, store, clock })('marine:k', ctx, load)).rejects.toBe('left')
  expect(read).toEqual([])
})

test('a store that fails is a miss and an event each for reading and writing, never an error', async () => {
  const { clock, events, inner, ask } = stored(broken)
  const { ctx, result } = ask()
  await clock.settle()
  inner.answer(answerOf('fog', clock.now()))
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  await Promise.all(ctx.tasks)
  const told = events.of('store-failed').map(({ operation, message }) => [operation, message])
  expect(told).toEqual([
    ['get', 'refused'],
    ['set', 'read only'],
  ])
})

test.each([100, 400])(
  'a store that does not answer within %i ms is skipped, and leaves nothing behind',
  async (timeoutMs) => {
    // 100 ms is the default.
    const { clock, inner, ask } = stored(timeoutMs === 100 ? never : { ...never, timeoutMs })
    const { ctx, result } = ask()
    await clock.advance(timeoutMs - 1)
    expect(inner.asked.length).toBe(0)
    await clock.advance(1)
    inner.answer(answerOf('fog', clock.now()))
    await expect(result).resolves.toMatchObject({ value: 'fog' })
    await clock.advance(timeoutMs)
    await Promise.all(ctx.tasks)
    expect([clock.timers, ctx.listeners]).toEqual([0, 0])
  },
)

test('the store gets no more time than the caller has', async () => {
  const { clock, inner, ask } = stored(never)
  ask({ budgetMs: 20 })
  await clock.advance(20)
  expect(inner.asked.length).toBe(1)
  ask({ budgetMs: 0 })
  await clock.settle()
  expect(inner.asked.length).toBe(2)
})

test('a value is written though its caller has left', async () => {
  const shared = createMapStore()
  const { clock, inner, ask } = stored(shared)
  const { ctx, result } = ask()
  await clock.settle()
  inner.answer(answerOf('fog', clock.now()))
  await result
  ctx.abort('left')
  await Promise.all(ctx.tasks)
  expect([...shared.entries.keys()]).toEqual([name])
})

test('an error is not stored', async () => {
  const shared = createMapStore()
  const { clock, inner, ask } = stored(shared)
  const { ctx, result } = ask()
  await clock.settle()
  inner.fail(new AppError('not_found', 'status 404'))
  await expect(result).rejects.toMatchObject({ code: 'not_found' })
  expect([shared.entries.size, ctx.tasks.length]).toEqual([0, 0])
})

test('a caller that leaves during the read ends it: the store did not fail, and no upstream is called', async () => {
  const { clock, events, inner, ask } = stored(never)
  const { ctx, result } = ask()
  await clock.advance(10)
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([events.all, inner.asked.length, clock.timers]).toEqual([[], 0, 0])
})
