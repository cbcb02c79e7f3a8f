// The store where the platform gives a request few connections and counts what it asks of others.
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Answer, Call } from '../../../src/pipeline/call.ts'
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { sharedCache } from '../../../src/pipeline/keep/shared-cache.ts'
import { createScope } from '../../../src/runtime/runtime.ts'
import { createSubrequestBudget } from '../../../src/runtime/subrequest-budget.ts'
import { answerOf } from '../../support/answers.ts'
import { createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createMapStore } from '../../support/scripted-runtime.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function storeWith({ concurrency = 2 } = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const shared = createMapStore()
  let operations = 0
  let running = 0
  let most = 0
  const slowly = async <T>(work: Promise<T>): Promise<T> => {
    operations++
    most = Math.max(most, ++running)
    await clock.wait(10, new AbortController().signal)
    running--
    return work
  }
  const tier = sharedCache<string>({
    namespace: 'marine',
    store: {
      get: (...given) => slowly(shared.get(...given)),
      set: (...given) => slowly(shared.set(...given)),
    },
    clock,
    output: z.string(),
    expiresAt: undefined,
    lastResort: () => {},
    permits: new Permits({ name: 'pool', limits: 'the pool', concurrency, queue: 100, clock }),
  })
  const call: Call<string, Answer<string>> = (input, ctx) =>
    tier(input, ctx, async () => answerOf(input, clock.now()))
  return { clock, events, shared, call, count: () => operations, most: () => most }
}

test('at most one operation runs per connection, and none is lost', async () => {
  const { clock, events, shared, call, most } = storeWith()
  const ctx = createContext(clock, { emit: events.emit })
  const all = Promise.all(Array.from({ length: 8 }, (_, index) => call(`k${index}`, ctx)))
  await clock.advance(1_000)
  expect(await all).toHaveLength(8)
  expect(most()).toBe(2)
  expect(shared.entries.size).toBe(8)
  expect(events.of('store-failed')).toEqual([])
})

test('when the remaining subrequests are reserved for requests, the store is skipped silently', async () => {
  const { clock, events, call, count } = storeWith()
  const subrequests = createSubrequestBudget(10)
  subrequests.reserve(10)
  const result = call('k', createContext(clock, { emit: events.emit, scope: createScope(subrequests) }))
  await clock.settle()
  expect((await result).value).toBe('k')
  expect(count()).toBe(0)
  expect(events.of('store-failed')).toEqual([])
})
