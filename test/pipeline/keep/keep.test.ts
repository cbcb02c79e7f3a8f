import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { keep } from '../../../src/pipeline/keep/keep.ts'
import { answerOf } from '../../support/answers.ts'
import { promisesAround } from '../../support/guard-contract.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { caches, down, flightsOnly, optionsOf } from './caches.ts'

describe('as everything around a call', () =>
  promisesAround((clock, call) => keep(optionsOf(clock), call).ask))

test('a fresh value is answered without asking, as cached', async () => {
  const { clock, inner, ask, fill, outcomes } = caches()
  await fill('fog')
  await clock.advance(59_999)
  await expect(ask().result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  expect([inner.asked.length, outcomes()]).toEqual([1, ['miss', 'hit']])
})

test('timings belong to the answer of that load, not to later answers', async () => {
  const { clock, inner, ask } = caches()
  const timings = { queueMs: 1, upstreamMs: 30, decodeMs: 2 }
  const first = ask()
  inner.answer(answerOf('fog', clock.now(), { timings }))
  await expect(first.result).resolves.toMatchObject({ status: 'fresh', timings })
  const cached = await ask().result
  await clock.advance(60_000)
  const stale = await ask().result
  expect([cached.status, stale.status]).toEqual(['cached', 'stale'])
  for (const answer of [cached, stale]) expect(answer).not.toHaveProperty('timings')
})

test('a failure is kept for a moment: ten thousand callers make no further call', async () => {
  const { clock, inner, ask, fail, outcomes } = caches()
  ask()
  await fail(down())
  const callers = Array.from({ length: 10_000 }, () => ask().result)
  const failures = await Promise.allSettled(callers)
  expect(failures.every((each) => each.status === 'rejected')).toBe(true)
  expect([inner.asked.length, outcomes().at(-1)]).toEqual([1, 'failed'])
  await clock.advance(1_000)
  ask()
  expect(inner.asked.length).toBe(2)
})

test('a missing key is remembered longer than a failure, but not for ever', async () => {
  const { clock, inner, ask, fail } = caches()
  ask()
  await fail(new AppError('not_found', 'status 404'))
  await clock.advance(9_999)
  await expect(ask().result).rejects.toMatchObject({ code: 'not_found' })
  await clock.advance(1)
  ask()
  expect(inner.asked.length).toBe(2)
})

test.each(['overloaded', 'deadline', 'draining', 'circuit_open', 'internal'] as const)(
  '%s is ours and is not kept for the next caller',
  async (code) => {
    const { inner, ask, fail } = caches()
    ask()
    await fail(new AppError(code, 'ours'))
    ask()
    expect(inner.asked.length).toBe(2)
  },
)

test('a remembered refusal says the time that is really left', async () => {
  const { clock, ask, fail } = caches()
  ask()
  await fail(new AppError('upstream_rate_limited', '429', { retryAfterMs: 5_000 }))
  await clock.advance(400)
  await expect(ask().result).rejects.toMatchObject({ retryAfterMs: 4_600 })
})

test('attempts are counted for callers that waited for them, not for later callers', async () => {
  const { inner, ask, answer } = caches()
  const [leader, waiter] = [ask(), ask()]
  inner.asked[0]?.ctx.attempts.count('sea')
  await answer('fog')
  const later = ask()
  await later.result
  expect([leader, waiter, later].map(({ ctx }) => ctx.attempts.made)).toEqual([1, 1, 0])
})

test('a value ends the memory of a failure', async () => {
  const { clock, ask, answer, memory } = caches()
  const slow = ask()
  await clock.settle()
  memory.setFailure('marine:k', down(), clock.now(), 1_000)
  await answer('fog')
  await slow.result
  await expect(ask().result).resolves.toMatchObject({ value: 'fog' })
  expect(memory.failure('marine:k', clock.now())).toBeUndefined()
})

test('a cache that is off stores nothing', async () => {
  const { inner, ask, fill, memory } = caches({ policy: flightsOnly.policy })
  await fill('fog')
  ask()
  expect([inner.asked.length, memory.view('marine').entries]).toEqual([2, 0])
})

test('a peek returns what is served as cached: fresh, and before its own expiry', async () => {
  const clockStart = createVirtualClock().now()
  const expiresAt = (): number => clockStart + 30_000
  const { clock, kept, ask, fill } = caches({ life: { staleMs: 600_000, expiresAt } })
  expect(kept.peek('marine:k', clock.now())).toBeUndefined()
  await fill('first')
  for (const ms of [0, 29_999, 1, 10_000]) {
    await clock.advance(ms)
    const known = kept.peek('marine:k', clock.now())
    if (clock.now() >= clockStart + 30_000) expect(known).toBeUndefined()
    else expect(known?.value).toBe((await ask().result).value)
  }
})

test('the same value is the same object at each peek', async () => {
  const { clock, kept, fill } = caches()
  await fill('first')
  expect(kept.peek('marine:k', clock.now())).toBe(kept.peek('marine:k', clock.now() + 1))
})
