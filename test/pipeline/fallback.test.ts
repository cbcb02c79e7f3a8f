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
  const fail = async (index: number, code: ErrorCode) => {
    inner[index]?.fail(new AppError(code, code))
    await clock.settle()
  }
  const answer = (index: number, value: string) => inner[index]?.answer(answerOf(value, clock.now()))
  return { clock, events, inner, call, ask, fail, answer }
}

test('a good answer of the first is the answer, and the second is not asked', async () => {
  const { clock, inner, ask, answer } = providersOf(2)
  const { ctx, result } = ask()
  answer(0, 'fog')
  await expect(result).resolves.toMatchObject({ value: 'fog', status: 'fresh' })
  expect([inner[1]?.asked.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

test('when the first fails the second is asked', async () => {
  const { events, ask, fail, answer } = providersOf(2)
  const { result } = ask()
  await fail(0, 'upstream_error')
  answer(1, 'fog')
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  const told = { type: 'fallback', source: 'marine', from: 'p0', to: 'p1', code: 'upstream_error' }
  expect(events.of('fallback')).toEqual([told])
})

test('a provider followed by another gets half of the remaining time, the last one all of it', async () => {
  const { clock, inner, ask, fail } = providersOf(3)
  const { result } = ask({ budgetMs: 1_000 })
  const given = () => inner.map(({ asked }) => [asked[0]?.ctx.deadline, asked[0]?.ctx.isCutOff])
  await clock.advance(500)
  await fail(0, 'deadline')
  await clock.advance(250)
  await fail(1, 'deadline')
  expect(given()).toEqual([
    [500, true],
    [750, true],
    [1_000, false],
  ])
  await fail(2, 'not_found')
  await expect(result).rejects.toMatchObject({ code: 'deadline', provider: 'p0' })
})

test('a provider that asks no upstream needs a tenth of the time, not a half', async () => {
  const { inner, ask } = providersOf(2, { isLocal: (provider) => provider === 'p1' })
  ask({ budgetMs: 1_000 })
  expect(inner[0]?.asked[0]?.ctx.deadline).toBe(900)
})

test.each([
  [['not_found', 'upstream_error', 'upstream_timeout'], 'upstream_error', 'p1'],
  [['not_found', 'not_found', 'not_found'], 'not_found', 'p0'],
  [['circuit_open', 'not_found', 'upstream_error'], 'circuit_open', 'p0'],
] as const)('of the errors %j the answer is %s', async (codes, code, provider) => {
  const { ask, fail } = providersOf(3)
  const { result } = ask()
  for (const [index, each] of codes.entries()) await fail(index, each)
  await expect(result).rejects.toMatchObject({ code, provider })
})

test('a bug is not covered up by the next provider', async () => {
  const { inner, ask } = providersOf(2)
  const { result } = ask()
  inner[0]?.fail(new TypeError('a bug'))
  await expect(result).rejects.toThrow('a bug')
  expect(inner[1]?.asked.length).toBe(0)
})

test.each([
  ['a caller that leaves', new ClientGone()],
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
  await expect(result).resolves.toMatchObject({ value: 'expired fog', status: 'stale' })
  expect(events.of('fallback')[0]?.code).toBe('upstream_invalid')
})

test('of two answers that are not good, the better one is returned', async () => {
  const better = (a: Answer<string>, b: Answer<string>) => (a.value > b.value ? a : b)
  const { clock, ask, answer } = providersOf(2, { isGood, better })
  const { result } = ask()
  answer(0, 'expired 1')
  await clock.settle()
  answer(1, 'expired 2')
  await expect(result).resolves.toMatchObject({ value: 'expired 2', status: 'stale' })
})

test('with an answer of last resort, some time is reserved to return it', async () => {
  const { clock, inner, ask, fail, answer } = providersOf(2, { isGood })
  const { result } = ask({ budgetMs: 1_000 })
  answer(0, 'expired fog')
  await clock.settle()
  expect(inner[1]?.asked[0]?.ctx).toMatchObject({ deadline: 900, isCutOff: true })
  await fail(1, 'deadline')
  await expect(result).resolves.toMatchObject({ value: 'expired fog', status: 'stale' })
})

test('when slowness does not lead to the next provider, the first gets all of the time', async () => {
  const settles = ({ code }: AppError): boolean => code !== 'upstream_forbidden'
  const { inner, ask, fail } = providersOf(2, { settles })
  const { result } = ask({ budgetMs: 1_000 })
  expect(inner[0]?.asked[0]?.ctx).toMatchObject({ deadline: 1_000, isCutOff: false })
  await fail(0, 'deadline')
  await expect(result).rejects.toMatchObject({ code: 'deadline' })
  expect(inner[1]?.asked.length).toBe(0)
})

test('the shares grow with a deadline that moves', async () => {
  const { clock, inner, call, fail } = providersOf(2)
  let deadline = 100
  const result = call(
    'k',
    createContext(clock).with({}, () => deadline),
  )
  result.catch(() => {})
  deadline = 900
  expect(inner[0]?.asked[0]?.ctx.deadline).toBe(450)
  await fail(0, 'upstream_error')
  expect(inner[1]?.asked[0]?.ctx.deadline).toBe(900)
  await fail(1, 'not_found')
  await expect(result).rejects.toMatchObject({ code: 'upstream_error' })
})
