import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createLatencies } from '../../../src/pipeline/latencies.ts'
import { type HedgeOptions, hedge } from '../../../src/pipeline/layers/hedge.ts'
import { createRetryBudget } from '../../../src/pipeline/layers/retry.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

/** An upstream that usually answers within 100 ms. */
function usual(clock: VirtualClock): HedgeOptions<string> {
  const latencies = createLatencies()
  for (let i = 0; i < 100; i++) latencies.add(100)
  return { ...who, latencies, budget: createRetryBudget({ floor: 2 }), mayHedge: () => true, clock }
}

describe('as every layer', () => promisesOfALayer((clock) => hedge(usual(clock))))

function hedged(more: Partial<HedgeOptions<string>> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, { attempts: number; from: string }>()
  const options = { ...usual(clock), ...more }
  const layer = hedge<string, { attempts: number; from: string }>(options)
  /** Sends at once, as the exchange counts it, unless the test holds it back. */
  let isQueued = false
  const call = layer((input, ctx) => {
    if (!isQueued) for (let tally = ctx.tally; tally; tally = tally.within) tally.attempts++
    return inner.call(input, ctx)
  })
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const queue = () => {
    isQueued = true
  }
  const answer = (index: number) => inner.asked[index]?.answer({ attempts: 1, from: `call ${index}` })
  return { clock, events, inner, ask, answer, queue }
}

test('a call in its usual time is made once', async () => {
  const { clock, inner, ask, answer } = hedged()
  const { result } = ask()
  await clock.advance(100)
  answer(0)
  await expect(result).resolves.toEqual({ attempts: 1, from: 'call 0' })
  expect([inner.asked.length, clock.timers]).toEqual([1, 0])
})

test.each([0, 1])(
  'a late one is made once more; if call %i comes first it is taken, the other stopped',
  async (first) => {
    const { clock, events, inner, ask, answer } = hedged()
    const { ctx, result } = ask()
    await clock.advance(101)
    expect([inner.asked.length, events.of('hedge')]).toEqual([2, [{ type: 'hedge', ...who, afterMs: 101 }]])
    answer(first)
    await expect(result).resolves.toEqual({ attempts: 2, from: `call ${first}` })
    await clock.settle()
    expect([inner.pending.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
  },
)

test.each([0, 1])('if call %i fails the other may still do better', async (failing) => {
  const { clock, inner, ask, answer } = hedged()
  const { result } = ask()
  await clock.advance(101)
  inner.asked[failing]?.fail(new AppError('upstream_error', 'status 500'))
  await clock.settle()
  answer(1 - failing)
  await expect(result).resolves.toMatchObject({ from: `call ${1 - failing}` })
})

test('if both fail, it fails; if one fails before the other is due, there is no other', async () => {
  const both = hedged()
  const one = both.ask()
  await both.clock.advance(101)
  both.inner.fail(new AppError('upstream_error', 'first'))
  both.inner.fail(new AppError('upstream_error', 'second'))
  await expect(one.result).rejects.toThrow('second')
  const early = hedged()
  const { result } = early.ask()
  early.inner.fail(new AppError('upstream_error', 'first'))
  await expect(result).rejects.toThrow('first')
  expect([early.inner.asked.length, early.clock.timers]).toEqual([1, 0])
})

test('who leaves ends both', async () => {
  const { clock, inner, ask } = hedged()
  const { ctx, result } = ask()
  await clock.advance(101)
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  await clock.settle()
  expect([inner.pending.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

test('waiting for a place of our own is not the upstream’s lateness', async () => {
  const { clock, inner, ask, queue } = hedged()
  queue()
  const { result } = ask()
  await clock.advance(1_000)
  expect(inner.asked.length).toBe(1)
  inner.answer({ attempts: 1, from: 'queue' })
  await expect(result).resolves.toMatchObject({ attempts: 1 })
  expect(clock.timers).toBe(0)
})

test('nothing is hedged that must not be asked twice, nor when it is no longer the time', async () => {
  const never = hedged({ mayHedge: () => false })
  never.ask()
  await never.clock.advance(1_000)
  expect(never.inner.asked.length).toBe(1)
  let isClosed = true
  const opening = hedged({ mayHedge: () => isClosed })
  opening.ask()
  isClosed = false
  await opening.clock.advance(1_000)
  expect(opening.inner.asked.length).toBe(1)
})

test('nothing is hedged before the usual time is known', async () => {
  const { clock, inner, ask } = hedged({ latencies: createLatencies() })
  ask()
  await clock.advance(10_000)
  expect([inner.asked.length, clock.timers]).toEqual([1, 0])
})

test('however late the upstream is, at most 2 % of all calls are made twice', async () => {
  const { clock, inner, events, ask } = hedged({
    budget: createRetryBudget({ share: 0.02, floor: 0, most: 2 }),
  })
  for (let i = 0; i < 1_000; i++) {
    const { result } = ask()
    await clock.advance(150)
    inner.answer({ attempts: 1, from: 'late' })
    await result
  }
  expect(events.of('hedge').length).toBeGreaterThanOrEqual(18)
  expect(inner.asked.length).toBeLessThanOrEqual(1_020)
})
