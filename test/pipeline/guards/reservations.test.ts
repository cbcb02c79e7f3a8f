import { describe, expect, test } from 'vitest'
import { neverAborted } from '../../../src/core/abort.ts'
import type { AppError } from '../../../src/core/errors.ts'
import { Background } from '../../../src/pipeline/context.ts'
import type { Guard } from '../../../src/pipeline/guards/guard.ts'
import { createRate } from '../../../src/pipeline/guards/rate.ts'
import { createScope } from '../../../src/runtime/runtime.ts'
import { createSubrequestBudget } from '../../../src/runtime/subrequest-budget.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { at, type Reservation, rateWith, scripted, who } from './scripted-shared-rate.ts'

describe('with a shared rate, as every guard', () =>
  promisesOfAGuard((clock) => {
    const { shared } = scripted(() => at(0))
    return createRate({ ...who, rps: 1, burst: 1, clock, shared })
  }))

test('it waits for its reservation, and states how long it can wait', async () => {
  const { clock, wishes, starts, ask } = rateWith(() => at(1_500))
  ask({ budgetMs: 4_000 })
  await clock.advance(3_000)
  expect(wishes).toEqual([{ name: 'nominatim', spacingMs: 1_000, slackMs: 0, withinMs: 4_000 }])
  expect(starts).toEqual([1_500])
})

test('a turn that comes too late is a refusal that says when to try again', async () => {
  const { clock, starts, ask } = rateWith(() => at(9_000, false))
  const { result } = ask()
  await clock.settle()
  await expect(result).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 9_000, wasAsked: false })
  expect(starts).toEqual([])
})

test.each([
  ['fails', () => Promise.reject(new Error('gone'))],
  ['never answers', () => new Promise<Reservation>(() => {})],
])(
  'with one that %s the upstream is not called: the next provider is, with an event',
  async (_name, reserve) => {
    const { clock, events, starts, ask } = rateWith(reserve)
    const { result } = ask()
    await clock.advance(1_000)
    await expect(result).rejects.toMatchObject({
      code: 'overloaded',
      provider: 'nominatim',
      retry: false,
      wasAsked: false,
      retryAfterMs: 1_000,
    })
    await expect(result).rejects.toThrow(
      'not asked: the rate that the whole deployment keeps could not be asked',
    )
    expect([starts, events.of('warning').map(({ message }) => message)]).toEqual([
      [],
      [
        expect.stringMatching(
          /^the shared rate of nominatim could not be asked: (gone|no answer within 1000 ms)$/,
        ),
      ],
    ])
  },
)

test('a caller that leaves while it waits for a reservation is no failure of the shared rate', async () => {
  const { clock, events, ask } = rateWith(() => new Promise(() => {}))
  const { ctx, result } = ask()
  await clock.settle()
  ctx.abort('left')
  await expect(result).rejects.toBe('left')
  expect([events.of('warning'), ctx.listeners, clock.timers]).toEqual([[], 0, 0])
})

test('a reservation does not replace the instance’s own rate, and names the time that is left', async () => {
  const clock = createVirtualClock()
  const { wishes, shared } = scripted(() => at(0))
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared })
  const starts: number[] = []
  const call = through([rate], async () => {
    starts.push(clock.elapsed())
    return {}
  })
  void call('k', createContext(clock))
  void call('k', createContext(clock, { budgetMs: 4_000 }))
  await clock.advance(3_000)
  expect(starts).toEqual([0, 1_000])
  expect(wishes.map(({ withinMs }) => withinMs)).toEqual([5_000, 3_000])
})

test('when only the quota is shared, this instance falls back to its own rate', async () => {
  const { clock, events, starts, ask } = rateWith(() => Promise.reject(new Error('gone')), {
    isStrict: false,
  })
  ask()
  await clock.settle()
  expect([starts, events.of('warning').length]).toEqual([[0], 1])
})

test.each([
  [2_500, 3_000, [], 3_000],
  [3_000, 3_000, [], 3_000],
  [3_001, 3_000, [], 1_000],
  [3_200, 3_000, [3_093.75], 3_000],
  [3_001, 600, [562.5, 1_125, 1_687.5, 2_250, 2_812.5], 600],
])(
  'a job with %i ms that is told to wait %i ms asks again before that, or is refused',
  async (budgetMs, waitMs, again, retryAfterMs) => {
    const virtual = createVirtualClock()
    const clock = { ...virtual, random: () => 0.5 }
    const asked: number[] = []
    const { shared } = scripted(() => {
      asked.push(virtual.elapsed())
      return at(waitMs, false)
    })
    const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared })
    const result = through([rate], async () => ({}))(
      'k',
      createContext(clock, { budgetMs, background: new Background() }),
    )
    const refused = expect(result).rejects.toMatchObject({ code: 'overloaded', retryAfterMs })
    await virtual.advance(10_000)
    await refused
    expect(asked).toEqual([0, ...again])
  },
)

test('a burst is the deployment’s as well', async () => {
  const { clock, wishes, ask } = rateWith(() => at(0), { rps: 2, burst: 4, isStrict: false })
  ask({ budgetMs: 4_000 })
  await clock.settle()
  expect(wishes).toEqual([{ name: 'nominatim', spacingMs: 500, slackMs: 1_500, withinMs: 4_000 }])
})

test('reservations are spaced by the tolerance too, and one that is used too late is made again', async () => {
  const answers = [0, 400]
  const { clock, wishes, starts, ask } = rateWith(
    async () => {
      // The first answer takes too long to come, by the clock of the waiter.
      if (answers.length === 2) await clock.wait(51, neverAborted)
      return { waitMs: answers.shift() ?? 0, isReserved: true }
    },
    { toleranceMs: 50 },
  )
  ask()
  await clock.advance(2_000)
  expect(wishes.map(({ spacingMs }) => spacingMs)).toEqual([1_050, 1_050])
  expect(starts).toEqual([451])
})

test('a call whose reservations keep expiring is refused', async () => {
  const { clock, wishes, starts, ask } = rateWith(
    async () => {
      await clock.wait(60, neverAborted)
      return { waitMs: 0, isReserved: true }
    },
    { toleranceMs: 50 },
  )
  const { result } = ask()
  await clock.advance(2_000)
  await expect(result).rejects.toMatchObject({ code: 'overloaded', wasAsked: false })
  expect([wishes.length, starts]).toEqual([3, []])
})

test.each([
  [50, 60, [1, [50]]],
  [51, 60, [2, [51]]],
  [51, 51, [1, []]],
])(
  'a reservation is used within its tolerance of 50 ms: %i ms later, with %i ms in all',
  async (lateMs, budgetMs, expected) => {
    const clock = createVirtualClock()
    const { wishes, shared } = scripted(() => at(0))
    const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared: { ...shared, toleranceMs: 50 } })
    const starts: number[] = []
    let delays = 1
    const slow: Guard<undefined> = {
      name: 'pool',
      enter: (ctx) => (delays-- > 0 ? clock.wait(lateMs, ctx.signal).then(() => undefined) : undefined),
    }
    const call = through([rate, slow], async () => {
      starts.push(clock.elapsed())
      return {}
    })
    const result = call('k', createContext(clock, { budgetMs }))
    const settled = result.catch((error: AppError) => error)
    await clock.advance(1_000)
    expect([wishes.length, starts]).toEqual(expected)
    if (starts.length === 0) expect(await settled).toMatchObject({ code: 'overloaded', retryAfterMs: 1_000 })
  },
)

test('a reservation is paid from the subrequest budget', async () => {
  const { clock, wishes, ask } = rateWith(() => at(0))
  const { result } = ask({ scope: createScope(createSubrequestBudget(0)) })
  await clock.settle()
  await expect(result).rejects.toMatchObject({ code: 'overloaded' })
  expect(wishes).toEqual([])
})

test('without a rate no reservation is made', async () => {
  const { clock, wishes, starts, ask } = rateWith(() => at(0), { rps: 0 })
  ask()
  await clock.settle()
  expect(wishes).toEqual([])
  expect(starts).toEqual([0])
})
