import { expect, test } from 'vitest'
import { ClientGone } from '../../src/core/abort.ts'
import { AppError, type ErrorCode } from '../../src/core/errors.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import { type FallbackOptions, fallback } from '../../src/pipeline/fallback.ts'
import { answerOf } from '../support/answers.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

function providersOf(count: number, how: Partial<FallbackOptions<string>> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = Array.from({ length: count }, () => createScriptedCall<string, Answer<string>>())
  const candidates = inner.map(({ call }, index) => ({ provider: `p${index}`, call }))
  const call = fallback(candidates, { source: 'marine', clock, ...how })
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const pending = () => inner.map((each) => each.pending.length)
  const fail = async (index: number, code: ErrorCode, attempts = 1) => {
    const error = new AppError(code, code)
    error.attempts = attempts
    inner[index]?.fail(error)
    await clock.settle()
  }
  const answer = (index: number, value: string) => inner[index]?.answer(answerOf(value, clock.now()))
  return { clock, events, inner, ask, pending, fail, answer }
}

test('a good answer of the first is the answer, and the second is not asked', async () => {
  const { clock, inner, ask, answer } = providersOf(2)
  const { ctx, result } = ask()
  answer(0, 'fog')
  await expect(result).resolves.toMatchObject({ value: 'fog', attempts: 1, status: 'fresh' })
  expect([inner[1]?.asked.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

test('when the first fails the second is asked, and the attempts add up', async () => {
  const { events, ask, fail, answer } = providersOf(2)
  const { result } = ask()
  await fail(0, 'upstream_error', 2)
  answer(1, 'fog')
  await expect(result).resolves.toMatchObject({ value: 'fog', attempts: 3 })
  const told = { type: 'fallback', source: 'marine', from: 'p0', to: 'p1', code: 'upstream_error' }
  expect(events.of('fallback')).toEqual([told])
})

test('each that has a successor gets half of what remains, the last all of it', async () => {
  const { clock, inner, ask, pending } = providersOf(3)
  const { result } = ask({ budgetMs: 1_000 })
  expect(inner[0]?.asked[0]?.ctx.deadline).toBe(500)
  await clock.advance(500)
  expect([pending(), inner[1]?.asked[0]?.ctx.deadline]).toEqual([[0, 1, 0], 750])
  await clock.advance(250)
  expect([pending(), inner[2]?.asked[0]?.ctx.deadline]).toEqual([[0, 0, 1], 1_000])
  inner[2]?.fail(new AppError('not_found', '404'))
  await expect(result).rejects.toMatchObject({ code: 'deadline', provider: 'p0' })
  expect(clock.timers).toBe(0)
})

test('one that ignores the end of its share is not waited for', async () => {
  const clock = createVirtualClock()
  const deaf = { provider: 'deaf', call: () => new Promise<Answer<string>>(() => {}) }
  const last = { provider: 'last', call: async () => answerOf('fog', 0) }
  const call = fallback<string, string>([deaf, last], { source: 'marine', clock })
  const result = call('k', createContext(clock, { budgetMs: 1_000 }))
  await clock.advance(500)
  await expect(result).resolves.toMatchObject({ value: 'fog' })
})

test('what was cut off is counted by what it had begun', async () => {
  const { clock, inner, ask, answer } = providersOf(2)
  const outer = { attempts: 0, provider: undefined, within: undefined }
  const { result } = ask({ budgetMs: 1_000, tally: outer })
  for (let tally = inner[0]?.asked[0]?.ctx.tally; tally; tally = tally.within) tally.attempts += 2
  await clock.advance(500)
  answer(1, 'fog')
  await expect(result).resolves.toMatchObject({ attempts: 3 })
  expect(outer.attempts).toBe(2)
})

test.each([
  [['not_found', 'upstream_error', 'upstream_timeout'], 'upstream_error', 'p1'],
  [['not_found', 'not_found', 'not_found'], 'not_found', 'p0'],
  [['circuit_open', 'not_found', 'upstream_error'], 'circuit_open', 'p0'],
] as const)('of the errors %j the answer is %s', async (codes, code, provider) => {
  const { ask, fail } = providersOf(3)
  const { result } = ask()
  for (const [index, each] of codes.entries()) await fail(index, each)
  await expect(result).rejects.toMatchObject({ code, provider, attempts: 3 })
})

test('a bug is not covered up by the next provider', async () => {
  const { inner, ask } = providersOf(2)
  const { result } = ask()
  inner[0]?.fail(new TypeError('a bug'))
  await expect(result).rejects.toThrow('a bug')
  expect(inner[1]?.asked.length).toBe(0)
})

test.each([
  ['who leaves', new ClientGone()],
  ['the end of the budget', new AppError('deadline', 'over')],
])('%s ends it without another provider being asked', async (_, reason) => {
  const { clock, inner, ask } = providersOf(2)
  const { ctx, result } = ask()
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  await clock.settle()
  expect([inner[1]?.asked.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

const isGood = ({ value }: Answer<string>): boolean => !value.startsWith('expired')

test('an answer that is not good makes the next be asked, and is kept as the last resort', async () => {
  const { clock, events, ask, fail, answer } = providersOf(2, { isGood })
  const { result } = ask()
  answer(0, 'expired fog')
  await clock.settle()
  await fail(1, 'upstream_error')
  await expect(result).resolves.toMatchObject({ value: 'expired fog', status: 'stale', attempts: 2 })
  expect(events.of('fallback')[0]?.code).toBe('upstream_invalid')
})

test('of two that are not good the better is kept', async () => {
  const better = (a: Answer<string>, b: Answer<string>) => (a.value > b.value ? a : b)
  const { clock, ask, answer } = providersOf(2, { isGood, better })
  const { result } = ask()
  answer(0, 'expired 1')
  await clock.settle()
  answer(1, 'expired 2')
  await expect(result).resolves.toMatchObject({ value: 'expired 2', status: 'stale', attempts: 2 })
})

test('with a last resort in hand some time is kept to give it', async () => {
  const { clock, inner, ask, answer } = providersOf(2, { isGood })
  const { ctx, result } = ask({ budgetMs: 1_000 })
  answer(0, 'expired fog')
  await clock.advance(900)
  await expect(result).resolves.toMatchObject({ value: 'expired fog', status: 'stale' })
  expect([inner[1]?.pending.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

test('a deadline that moves while the first runs is there for the last', async () => {
  const { inner, ask, fail } = providersOf(2)
  const { ctx, result } = ask({ budgetMs: 100 })
  Object.defineProperty(ctx, 'deadline', { get: () => 900 })
  await fail(0, 'upstream_error')
  expect(inner[1]?.asked[0]?.ctx.deadline).toBe(900)
  inner[1]?.fail(new AppError('not_found', '404'))
  await result.catch(() => {})
})

test('the share of the first grows with a deadline that moves', async () => {
  const { clock, inner, ask, pending } = providersOf(2)
  const { ctx, result } = ask({ budgetMs: 100 })
  Object.defineProperty(ctx, 'deadline', { get: () => 900 })
  await clock.advance(449)
  expect([pending(), inner[0]?.asked[0]?.ctx.deadline]).toEqual([[1, 0], 450])
  await clock.advance(1)
  expect(pending()).toEqual([0, 1])
  inner[1]?.fail(new AppError('not_found', '404'))
  await result.catch(() => {})
  expect(clock.timers).toBe(0)
})

test('a local provider needs no half of the time: the remote one in front of it has nine tenths', async () => {
  const clock = createVirtualClock()
  const slow = createScriptedCall<string, Answer<string>>()
  const local = async () => answerOf('held', clock.now(), { attempts: 0 })
  const call = fallback(
    [
      { provider: 'remote', call: slow.call },
      { provider: 'book', local: true, call: local },
    ],
    { source: 'geocode', clock },
  )
  const result = call('k', createContext(clock, { budgetMs: 1_000 }))
  await clock.advance(899)
  expect(slow.pending).toHaveLength(1)
  await clock.advance(1)
  await expect(result).resolves.toMatchObject({ value: 'held' })
})
