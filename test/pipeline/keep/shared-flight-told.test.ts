// What a leader tells the other instances, and what is reported where that fails.
import { expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import { answerOf } from '../../support/answers.ts'
import { createMapFlights } from '../../support/map-flights.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { deployment, instance } from './shared-flights.ts'

test('a follower counts the attempts of its leader, for a value and for a failure', async () => {
  const { clock, one, two } = deployment()
  const [first, follower] = [one.ask(), two.ask()]
  await clock.settle()
  for (let made = 0; made < 2; made++) first.ctx.attempts.count('sea')
  one.inner.answer(answerOf('fog', clock.now()))
  await follower.result
  expect(follower.ctx.attempts.made).toBe(2)
  await clock.advance(60_000)
  const [second, next] = [one.ask({ isRefresh: true }), two.ask({ isRefresh: true })]
  await clock.settle()
  second.ctx.attempts.count('sea')
  one.inner.fail(new AppError('upstream_error', 'status 503', { provider: 'sea' }))
  await expect(next.result).rejects.toMatchObject({ code: 'upstream_error' })
  expect([next.ctx.attempts.made, next.ctx.attempts.provider]).toEqual([1, 'sea'])
})

test('a value is published for as long as it may be served', async () => {
  const { clock, flights, one } = deployment()
  const { publish } = flights
  const published: number[] = []
  flights.publish = (key, token, publication, signal) => {
    published.push(publication.ttlMs)
    return publish(key, token, publication, signal)
  }
  one.ask()
  await clock.settle()
  const answer = answerOf('fog', clock.now())
  await clock.advance(1_000)
  one.inner.answer(answer)
  await clock.settle()
  expect(published).toEqual([answer.staleUntil - clock.now()])
})

test('a caller that leaves while a lease is requested is no failure of the shared flights', async () => {
  const clock = createVirtualClock()
  const flights = { ...createMapFlights(clock), acquire: () => new Promise<never>(() => {}) }
  const { events, inner, ask } = instance(clock, flights)
  const { ctx, result } = ask()
  await clock.settle()
  const reason = new ClientGone()
  ctx.abort(reason)
  await expect(result).rejects.toBe(reason)
  expect([events.of('store-failed'), events.of('shared-flight'), inner.asked]).toEqual([[], [], []])
})

test.each([
  [
    'a lease that is not answered',
    { acquire: () => new Promise<never>(() => {}) },
    'no answer within 100 ms',
  ],
  [
    'a lease that is not answered within the time of the shared flights',
    { timeoutMs: 60, acquire: () => new Promise<never>(() => {}) },
    'no answer within 60 ms',
  ],
  ['garbage for a value', { acquire: garbage({ role: 'published', value: 'rubbish' }) }, /./],
  ['garbage for a failure', { acquire: garbage({ role: 'failed', failure: 'rubbish' }) }, 'not a failure'],
])('%s is reported as a failure of the lease', async (_, broken, message) => {
  const clock = createVirtualClock()
  const { events, ask } = instance(clock, { ...createMapFlights(clock), ...(broken as object) })
  ask()
  await clock.advance(100)
  expect(events.of('store-failed')).toMatchObject([
    { operation: 'lease', message: expect.stringMatching(message) },
  ])
})

/** Acquires this first, and then the lease. */
function garbage(first: object) {
  let isFirst = true
  return async () => {
    const acquisition = isFirst ? { token: '1', ...first } : { role: 'leader', token: '2' }
    isFirst = false
    return acquisition
  }
}
