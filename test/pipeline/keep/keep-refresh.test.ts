// Stale values, their refreshes, and values that state their own expiry.
import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../../src/core/errors.ts'
import { Background } from '../../../src/pipeline/context.ts'
import { answerOf } from '../../support/answers.ts'
import { caches, down } from './caches.ts'

test('a stale value is served at once while one refresh runs for all callers', async () => {
  const { clock, events, inner, ask, answer, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  const answers = await Promise.all(Array.from({ length: 10_000 }, () => ask().result))
  expect(new Set(answers.map(({ value, status }) => `${value} ${status}`))).toEqual(new Set(['old stale']))
  expect([inner.asked.length, inner.pending.length]).toEqual([2, 1])
  await answer('new')
  expect(events.of('refresh')).toEqual([{ type: 'refresh', source: 'marine', outcome: 'ok' }])
  expect(events.of('cache')[1]).toEqual({ type: 'cache', source: 'marine', tier: 'memory', outcome: 'stale' })
  await expect(ask().result).resolves.toMatchObject({ value: 'new', status: 'cached' })
})

test('a refresh has time of its own, says what it is, and does not end with its caller', async () => {
  const { clock, inner, ask, answer, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  const caller = ask({ budgetMs: 50 })
  await caller.result
  caller.ctx.abort('left')
  const refresh = inner.pending[0]?.ctx
  expect(refresh).toMatchObject({ isRefresh: true, deadline: 75_000 })
  await answer('new')
  expect(caller.ctx.tasks.length).toBeGreaterThan(0)
  await expect(ask().result).resolves.toMatchObject({ value: 'new' })
})

test.each([
  ['the upstream', down()],
  ['our own queue', new AppError('overloaded', 'full')],
  ['a bug', new TypeError('a bug')],
])('a refresh that fails by %s is not tried again with every call', async (_, error) => {
  const { clock, events, inner, ask, fail, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  await ask().result
  await fail(error)
  for (let i = 0; i < 100; i++) await expect(ask().result).resolves.toMatchObject({ status: 'stale' })
  expect([inner.asked.length, events.of('refresh').length]).toEqual([2, 1])
  await clock.advance(1_000)
  await ask().result
  expect(inner.asked.length).toBe(3)
})

test('past its stale time a value is no longer served', async () => {
  const { clock, inner, ask, fail, fill } = caches()
  await fill('old')
  await clock.advance(660_000)
  const { result } = ask()
  await clock.settle()
  expect(inner.pending.length).toBe(1)
  await fail(down())
  await expect(result).rejects.toMatchObject({ code: 'upstream_error' })
})

describe('a value with an end of its own', () => {
  /** Values are the time at which they end. */
  const expiring = () => caches({ life: { staleMs: 600_000, expiresAt: (value) => Number(value) } })

  test('is served past its end only as the last resort, with the attempts that failed', async () => {
    const { clock, inner, ask, answer, fail } = expiring()
    const end = clock.now() + 10_000
    ask()
    inner.answer(answerOf(String(end), clock.now(), { freshUntil: end }))
    await clock.advance(10_000)
    const asking = ask()
    await clock.settle()
    expect(inner.pending.length).toBe(1)
    inner.pending[0]?.ctx.attempts.count('sea')
    await fail(down())
    await expect(asking.result).resolves.toMatchObject({ value: String(end), status: 'stale' })
    expect(asking.ctx.attempts.made).toBe(1)
    await expect(ask().result).resolves.toMatchObject({ status: 'stale' })
    expect(inner.asked.length).toBe(2)
    await clock.advance(1_000)
    const again = ask()
    await answer(String(clock.now() + 10_000))
    await expect(again.result).resolves.toMatchObject({ status: 'fresh' })
  })

  test('that was already expired is served as stale while it is cached', async () => {
    const { clock, kept, ask, fill } = expiring()
    await fill(String(clock.now() - 1))
    await expect(ask().result).resolves.toMatchObject({ status: 'stale' })
    expect(kept.peek('marine:k', clock.now())).toBeUndefined()
  })

  test('is served when the caller runs out of time', async () => {
    const { clock, inner, ask } = expiring()
    const end = clock.now() + 10_000
    ask()
    inner.answer(answerOf(String(end), clock.now(), { freshUntil: end }))
    await clock.advance(10_000)
    const { ctx, result } = ask()
    await clock.settle()
    ctx.abort(new AppError('deadline', 'the budget ended'))
    await expect(result).resolves.toMatchObject({ value: String(end), status: 'stale' })
  })
})

test('a refresh from above is not answered with a stale value, nor with one when asking fails', async () => {
  const { clock, inner, ask, fail, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  const refresh = ask({ isRefresh: true })
  await clock.settle()
  expect(inner.pending[0]?.ctx.isRefresh).toBe(true)
  await fail(down())
  await expect(refresh.result).rejects.toMatchObject({ code: 'upstream_error' })
  await expect(ask({ isRefresh: true }).result).rejects.toMatchObject({ code: 'upstream_error' })
  await expect(ask().result).resolves.toMatchObject({ value: 'old', status: 'stale' })
})

test.each([60_000, 100_000])(
  'a value that comes stale from below is answered and refreshed at once: %i ms old',
  async (ms) => {
    const { clock, inner, ask, answer } = caches()
    const { result } = ask()
    inner.answer(answerOf('old', clock.now() - ms, { status: 'stale' }))
    await expect(result).resolves.toMatchObject({ value: 'old', status: 'stale' })
    await clock.settle()
    expect(inner.pending[0]?.ctx.isRefresh).toBe(true)
    await answer('new')
    await expect(ask().result).resolves.toMatchObject({ value: 'new', status: 'cached' })
  },
)

describe('a call refused before any upstream was called', () => {
  const full = (code: ErrorCode = 'overloaded') => new AppError(code, 'not asked', { asked: false })

  test.each([
    ['a full queue', full(), 0],
    ['a full queue before a retry', full(), 1],
    ['a deadline in a queue', full('deadline'), 0],
  ])(
    'is repeated at background priority after %s, and cached for the next caller',
    async (_, error, attempts) => {
      const { inner, ask, answer, fail } = caches({ continues: true })
      const first = ask()
      for (let made = 0; made < attempts; made++) inner.asked[0]?.ctx.attempts.count('sea')
      await fail(error)
      await expect(first.result).rejects.toBe(error)
      expect(inner.asked.map(({ ctx }) => [ctx.isRefresh, ctx.isBackground])).toEqual([
        [false, false],
        [true, true],
      ])
      await answer('fog')
      await expect(ask().result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
    },
  )

  test.each([
    ['a source that does not ask for it', {}, full(), {}, 0],
    ['a job, which comes back by itself', { continues: true }, full(), { background: new Background() }, 0],
    ['a failure that is no lack of capacity', { continues: true }, full('upstream_error'), {}, 0],
    ['a time that was over while an upstream was asked', { continues: true }, full('deadline'), {}, 1],
    ['an upstream that was asked', { continues: true }, new AppError('upstream_rate_limited', '429'), {}, 1],
  ])('but not for %s', async (_, more, error, given, attempts) => {
    const { inner, ask, fail } = caches(more)
    const { result } = ask(given)
    for (let made = 0; made < attempts; made++) inner.asked[0]?.ctx.attempts.count('sea')
    await fail(error)
    await expect(result).rejects.toBe(error)
    expect(inner.asked).toHaveLength(1)
  })
})
