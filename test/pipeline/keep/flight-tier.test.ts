import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { Answer, Call } from '../../../src/pipeline/call.ts'
import { type FlightOptions, flightTier } from '../../../src/pipeline/keep/flight-tier.ts'
import type { SharedFlights } from '../../../src/runtime/runtime.ts'
import { answerOf } from '../../support/answers.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesAround } from '../../support/guard-contract.ts'
import { createMapFlights } from '../../support/map-flights.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const policy = {
  namespace: 'marine',
  failedMs: 1_000,
  missingMs: 10_000,
  output: z.string(),
  expiresAt: undefined,
}
const name = 'tributary:v2:marine:k'

const around =
  (isUp: boolean) =>
  (clock: VirtualClock, call: Call<string, Answer<string>>): Call<string, Answer<string>> => {
    const flights = createMapFlights(clock)
    flights.breakDown(!isUp)
    const tier = flightTier({ ...policy, flights, clock })
    return (input, ctx) => tier.fetch(input, ctx, () => call(input, ctx))
  }

describe('as all that stands around a call', () => promisesAround(around(true)))
describe('with others that cannot be asked, as all that stands around a call', () =>
  promisesAround(around(false)))

/** One instance of a deployment. */
function instance(clock: VirtualClock, flights: SharedFlights, more: Partial<FlightOptions<string>> = {}) {
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const tier = flightTier({ ...policy, flights, clock, ...more })
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = tier.fetch('k', ctx, () => inner.call('k', ctx))
    result.catch(() => {})
    return { ctx, result }
  }
  const roles = () => events.of('shared-flight').map(({ role }) => role)
  return { events, inner, ask, roles }
}

function deployment(more: Partial<FlightOptions<string>> = {}) {
  const clock = createVirtualClock()
  const flights = createMapFlights(clock)
  const [one, two, three] = [0, 1, 2].map(() => instance(clock, flights, more)) as [
    ReturnType<typeof instance>,
    ReturnType<typeof instance>,
    ReturnType<typeof instance>,
  ]
  return { clock, flights, one, two, three }
}

test('three instances ask once, and all have the value at once when it lands', async () => {
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

test('a value that landed between the look into the store and here is taken, and not asked for', async () => {
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

test('a value that is fresh for no time at all still reaches those who waited for it', async () => {
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

test('a leader whose riders have all disconnected gives the lease up at once', async () => {
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

test('a follower waits no longer than its deadline, and leaves nothing behind', async () => {
  const { clock, flights, one, two } = deployment()
  one.ask({ budgetMs: 20_000 })
  await clock.settle()
  const { result, ctx } = two.ask({ budgetMs: 800 })
  await clock.advance(800)
  await expect(result).rejects.toMatchObject({ code: 'deadline' })
  expect([ctx.listeners, flights.listening]).toEqual([0, 1])
})

test('who follows and leaves ends its wait at once', async () => {
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

test('others who do not answer cost a bounded wait, then it is asked as if alone', async () => {
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
])('%s that has landed is asked for again, once, with an event', async (_, value) => {
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
  'a failure that is none (%j) is asked for again',
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

test('a value that cannot be kept gives the lease up all the same', async () => {
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
