import { describe, expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { answerOf } from '../../support/answers.ts'
import { promisesAround } from '../../support/guard-contract.ts'
import { around, deployment } from './shared-flights.ts'

describe('as everything around a call', () => promisesAround(around(true)))
describe('without shared flights, as everything around a call', () => promisesAround(around(false)))

test('three instances send one request, and all have the value as soon as it is published', async () => {
  const { clock, flights, one, two, three } = deployment()
  const all = [one.ask(), two.ask(), three.ask()]
  await clock.advance(700)
  one.inner.answer(answerOf('fog', clock.now()))
  await clock.settle()
  for (const { result } of all) await expect(result).resolves.toMatchObject({ value: 'fog', status: 'fresh' })
  expect([one, two, three].map(({ inner, roles }) => [inner.asked.length, roles()])).toEqual([
    [1, ['leader']],
    [0, ['follower']],
    [0, ['follower']],
  ])
  expect([clock.timers, flights.listening]).toEqual([0, 0])
})

test('a value published between the store read and the lease request is used, and no request is sent', async () => {
  const { clock, one, two } = deployment()
  one.ask()
  await clock.settle()
  one.inner.answer(answerOf('fog', clock.now()))
  await clock.settle()
  await expect(two.ask().result).resolves.toMatchObject({ value: 'fog' })
  expect(two.inner.asked).toEqual([])
})

test('a refresh is not answered with the stale value, and followers of one have the new', async () => {
  const { clock, one, two } = deployment()
  one.ask()
  await clock.settle()
  one.inner.answer(answerOf('old', clock.now()))
  await clock.advance(60_000)
  const refreshes = [one.ask({ isRefresh: true }), two.ask({ isRefresh: true })]
  await clock.settle()
  expect([one.inner.pending.length, two.inner.pending.length]).toEqual([1, 0])
  one.inner.answer(answerOf('new', clock.now()))
  for (const { result } of refreshes) await expect(result).resolves.toMatchObject({ value: 'new' })
})

test('a value without any freshness still reaches its waiters', async () => {
  const { clock, one, two } = deployment()
  one.ask()
  const follower = two.ask()
  await clock.settle()
  const gone = { freshUntil: clock.now(), staleUntil: clock.now() }
  one.inner.answer({ ...answerOf('fog', clock.now()), ...gone })
  await expect(follower.result).resolves.toMatchObject({ value: 'fog', status: 'fresh' })
  two.ask()
  await clock.settle()
  expect(two.inner.asked.length).toBe(1)
})

test('an answer that calls below had cached, or had nothing better than, lands as it is', async () => {
  for (const status of ['cached', 'stale'] as const) {
    const { clock, one, two } = deployment()
    one.ask()
    const follower = two.ask()
    await clock.settle()
    one.inner.answer({ ...answerOf('fog', clock.now()), status })
    await expect(follower.result).resolves.toMatchObject({ value: 'fog', status })
  }
})

test('a leader keeps its lease for as long as it works', async () => {
  const { clock, one, two } = deployment()
  one.ask({ budgetMs: 20_000 })
  two.ask({ budgetMs: 20_000 })
  await clock.advance(10_000)
  expect(two.inner.asked).toEqual([])
})

test('a follower waits no longer than its deadline, and leaves nothing behind', async () => {
  const { clock, flights, one, two } = deployment()
  one.ask({ budgetMs: 20_000 })
  await clock.settle()
  const { result, ctx } = two.ask({ budgetMs: 800 })
  await clock.advance(800)
  await expect(result).rejects.toMatchObject({
    code: 'deadline',
    message: 'another instance asks for this, and has not been answered in time',
  })
  expect([ctx.listeners, flights.listening]).toEqual([0, 1])
})

test('a follower that leaves ends its wait at once', async () => {
  const { clock, flights, one, two } = deployment()
  one.ask()
  await clock.settle()
  const { result, ctx } = two.ask()
  await clock.settle()
  const reason = new ClientGone()
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  expect([ctx.listeners, flights.listening]).toEqual([0, 1])
})
