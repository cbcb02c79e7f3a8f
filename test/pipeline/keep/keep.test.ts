import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../../src/core/errors.ts'
import type { Answer } from '../../../src/pipeline/call.ts'
import { Background } from '../../../src/pipeline/context.ts'
import { type KeepOptions, keep } from '../../../src/pipeline/keep/keep.ts'
import { Memory } from '../../../src/pipeline/keep/memory.ts'
import { answerOf } from '../../support/answers.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesAround } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const optionsOf = (clock: VirtualClock): KeepOptions<string, string> => ({
  namespace: 'marine',
  key: (input) => input,
  life: { staleMs: 600_000, expiresAt: undefined },
  isOn: true,
  failedMs: 1_000,
  missingMs: 10_000,
  memory: new Memory({ maxBytes: 1e6 }),
  clock,
})

describe('as all that stands around a call', () =>
  promisesAround((clock, call) => keep(optionsOf(clock), call).ask))

function caches(more: Partial<KeepOptions<string, string>> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const options = { ...optionsOf(clock), ...more }
  const kept = keep(options, inner.call)
  const call = kept.ask
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const answer = async (value: string) => {
    inner.answer(answerOf(value, clock.now()))
    await clock.settle()
  }
  const fail = async (error: unknown) => {
    inner.fail(error)
    await clock.settle()
  }
  const fill = async (value: string) => {
    ask()
    await answer(value)
  }
  const outcomes = () => events.of('cache').map(({ outcome }) => outcome)
  return { clock, events, inner, kept, ask, answer, fail, fill, outcomes, memory: options.memory }
}

const down = () => new AppError('upstream_error', 'status 500')

test('a fresh value is answered without asking, as cached', async () => {
  const { clock, inner, ask, fill, outcomes } = caches()
  await fill('fog')
  await clock.advance(59_999)
  await expect(ask().result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  expect([inner.asked.length, outcomes()]).toEqual([1, ['miss', 'hit']])
})

test('how long its load took goes with the answer of that load, and with no later one', async () => {
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

test('a stale value is answered at once while one refresh runs, whoever asks meanwhile', async () => {
  const { clock, events, inner, ask, answer, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  const answers = await Promise.all(Array.from({ length: 10_000 }, () => ask().result))
  expect(new Set(answers.map(({ value, status }) => `${value} ${status}`))).toEqual(new Set(['old stale']))
  expect([inner.asked.length, inner.pending.length]).toEqual([2, 1])
  await answer('new')
  expect(events.of('refresh')).toEqual([{ type: 'refresh', source: 'marine', outcome: 'ok' }])
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

test('“no such key” is kept longer than a failure, and not for ever', async () => {
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

test('attempts are counted for the callers that waited for them, and for no later one', async () => {
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
  memory.setFailure('marine', 'k', down(), clock.now(), 1_000)
  await answer('fog')
  await slow.result
  await expect(ask().result).resolves.toMatchObject({ value: 'fog' })
  expect(memory.failure('marine', 'k', clock.now())).toBeUndefined()
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

  test('that came expired is served as stale while it is kept', async () => {
    const { clock, ask, fill } = expiring()
    await fill(String(clock.now() - 1))
    await expect(ask().result).resolves.toMatchObject({ status: 'stale' })
  })

  test('is preferred to none when the caller runs out of time', async () => {
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

test('a value that comes stale from below is answered and refreshed at once', async () => {
  const { clock, inner, ask, answer } = caches()
  const { result } = ask()
  inner.answer(answerOf('old', clock.now() - 100_000, { status: 'stale' }))
  await expect(result).resolves.toMatchObject({ value: 'old', status: 'stale' })
  await clock.settle()
  expect(inner.pending[0]?.ctx.isRefresh).toBe(true)
  await answer('new')
  await expect(ask().result).resolves.toMatchObject({ value: 'new', status: 'cached' })
})

test('one that is off remembers nothing', async () => {
  const { inner, ask, fill, memory } = caches({ isOn: false })
  await fill('fog')
  ask()
  expect([inner.asked.length, memory.view('marine').entries]).toEqual([2, 0])
})

test('what a peek gives is what a caller is answered as cached: fresh, and not past its own end', async () => {
  const clockStart = createVirtualClock().now()
  const expiresAt = (): number => clockStart + 30_000
  const { clock, kept, ask, fill } = caches({ life: { staleMs: 600_000, expiresAt } })
  expect(kept.peek('k', clock.now())).toBeUndefined()
  await fill('first')
  for (const ms of [0, 29_999, 1, 10_000]) {
    await clock.advance(ms)
    const known = kept.peek('k', clock.now())
    if (clock.now() >= clockStart + 30_000) expect(known).toBeUndefined()
    else expect(known?.value).toBe((await ask().result).value)
  }
})

test('the same value is the same object at each peek', async () => {
  const { clock, kept, fill } = caches()
  await fill('first')
  expect(kept.peek('k', clock.now())).toBe(kept.peek('k', clock.now() + 1))
})

describe('what was refused before an upstream was asked', () => {
  const full = (code: ErrorCode = 'overloaded') => new AppError(code, 'not asked', { asked: false })

  test('is asked again in the background, on what others leave over, and is there for the next caller', async () => {
    const { inner, ask, answer, fail } = caches({ continues: true })
    const first = ask()
    await fail(full())
    await expect(first.result).rejects.toMatchObject({ code: 'overloaded' })
    expect(inner.asked.map(({ ctx }) => [ctx.isRefresh, ctx.isBackground])).toEqual([
      [false, false],
      [true, true],
    ])
    await answer('fog')
    await expect(ask().result).resolves.toMatchObject({ value: 'fog', status: 'cached' })
  })

  test.each([
    ['a source that does not ask for it', {}, full(), {}, 0],
    ['a job, which comes back by itself', { continues: true }, full(), { background: new Background() }, 0],
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
