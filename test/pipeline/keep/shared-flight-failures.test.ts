// Leaders that die, flights that break, and garbage where a value or a failure should be.
import { expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import { answerOf } from '../../support/answers.ts'
import { createMapFlights } from '../../support/map-flights.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { deployment, instance, name } from './shared-flights.ts'

test('when the leader dies one of the followers takes over, and what the dead one brings is refused', async () => {
  const { clock, flights, one, two, three } = deployment()
  const renew = flights.renew
  flights.renew = async (key, token, signal) => (token === '1' ? true : renew(key, token, signal))
  const dead = one.ask({ budgetMs: 20_000 })
  await clock.advance(10)
  const followers = [two.ask(), three.ask()]
  await clock.advance(1_600)
  expect([two.inner.asked.length, three.inner.asked.length]).toEqual([1, 0])
  expect([two.roles(), three.roles()]).toEqual([['follower', 'takeover'], ['follower']])
  one.inner.answer(answerOf('from the dead', clock.now()))
  await expect(dead.result).resolves.toMatchObject({ value: 'from the dead' })
  await clock.settle()
  expect([flights.flights.get(name)?.published, one.roles()]).toEqual([undefined, ['leader', 'late']])
  two.inner.answer(answerOf('fog', clock.now()))
  for (const { result } of followers) await expect(result).resolves.toMatchObject({ value: 'fog' })
  expect(clock.timers).toBe(0)
})

test('a failure of the upstream is shared, with what it says, and for a moment with newcomers', async () => {
  const { clock, one, two, three } = deployment()
  const leader = one.ask()
  const follower = two.ask()
  await clock.settle()
  const error = new AppError('upstream_error', 'status 503', { retryAfterMs: 7_000, provider: 'tgftp' })
  one.inner.fail(error)
  await expect(leader.result).rejects.toBe(error)
  const told = { code: 'upstream_error', message: 'status 503', retryAfterMs: 7_000, provider: 'tgftp' }
  await expect(follower.result).rejects.toMatchObject(told)
  await expect(three.ask().result).rejects.toMatchObject(told)
  await clock.advance(1_000)
  three.ask()
  await clock.settle()
  expect([two.inner.asked.length, three.inner.asked.length]).toEqual([0, 1])
})

test('"no such key" is shared for as long as it is remembered', async () => {
  const { clock, one, two } = deployment()
  one.ask()
  await clock.settle()
  one.inner.fail(new AppError('not_found', 'status 404'))
  await clock.advance(9_000)
  await expect(two.ask().result).rejects.toMatchObject({ code: 'not_found' })
  await clock.advance(1_000)
  two.ask()
  await clock.settle()
  expect(two.inner.asked.length).toBe(1)
})

test.each(['overloaded', 'deadline', 'circuit_open', 'internal'] as const)(
  '%s is the own trouble of an instance: another takes over',
  async (code) => {
    const { clock, one, two } = deployment()
    one.ask()
    two.ask()
    await clock.settle()
    one.inner.fail(new AppError(code, 'ours'))
    await clock.settle()
    expect([two.inner.pending.length, two.roles()]).toEqual([1, ['follower', 'takeover']])
  },
)

test('a leader whose waiters have all disconnected releases the lease at once', async () => {
  const { clock, one, two } = deployment()
  const leader = one.ask()
  two.ask()
  await clock.settle()
  leader.ctx.abort(new ClientGone())
  await clock.settle()
  expect([one.inner.pending.length, two.inner.pending.length, two.roles()]).toEqual([
    0,
    1,
    ['follower', 'takeover'],
  ])
})

test('when the shared flights do not answer, the instance loads alone after a bounded wait', async () => {
  const clock = createVirtualClock()
  const flights = { ...createMapFlights(clock), acquire: () => new Promise<never>(() => {}) }
  const { events, inner, ask, roles } = instance(clock, flights)
  const { result } = ask()
  await clock.advance(99)
  expect(inner.asked.length).toBe(0)
  await clock.advance(1)
  inner.answer(answerOf('fog', clock.now()))
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  expect([roles(), events.of('store-failed').length, clock.timers]).toEqual([['alone'], 1, 0])
})

test('a follower whose others are gone asks for itself', async () => {
  const { clock, flights, one, two } = deployment()
  one.ask()
  await clock.settle()
  two.ask()
  await clock.settle()
  flights.breakDown(true)
  await clock.advance(250)
  expect([two.inner.pending.length, two.roles()]).toEqual([1, ['follower', 'alone']])
})

test.each([
  ['a value of another shape', { value: 7, provider: 'x', fetchedAt: 0, freshUntil: 9e15, staleUntil: 9e15 }],
  ['not an entry', 'rubbish'],
  ['nothing', null],
])('%s that was published is requested again, once, with an event', async (_, value) => {
  const { clock, flights, one } = deployment()
  const { signal } = new AbortController()
  await flights.acquire(name, { now: clock.now() }, signal)
  await flights.publish(name, '1', { value, ttlMs: 1_000, freshUntil: 9e15 }, signal)
  one.ask()
  await clock.settle()
  expect([one.inner.asked.length, one.events.of('store-failed').length, one.roles()]).toEqual([
    1,
    1,
    ['leader'],
  ])
})

test.each([['rubbish'], [{ code: 'nonsense' }], [{ code: 'overloaded', message: 'not theirs to tell' }]])(
  'an invalid failure (%j) is requested again',
  async (failure) => {
    const { clock, flights, one } = deployment()
    const { signal } = new AbortController()
    await flights.acquire(name, { now: clock.now() }, signal)
    await flights.fail(name, '1', failure, 9_000, signal)
    one.ask()
    await clock.settle()
    expect([one.inner.asked.length, one.events.of('store-failed').length]).toEqual([1, 1])
  },
)

test('a value that cannot be stored still releases the lease', async () => {
  const { clock, flights, one, two } = deployment()
  flights.publish = async () => Promise.reject(new Error('too large'))
  const { result } = one.ask()
  two.ask()
  await clock.settle()
  one.inner.answer(answerOf('fog', clock.now()))
  await expect(result).resolves.toMatchObject({ value: 'fog' })
  await clock.settle()
  expect([two.inner.pending.length, one.events.of('store-failed')[0]?.operation]).toEqual([1, 'set'])
})
