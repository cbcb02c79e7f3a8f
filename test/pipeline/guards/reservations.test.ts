import { describe, expect, test } from 'vitest'
import { neverAborted } from '../../../src/core/abort.ts'
import type { Guard } from '../../../src/pipeline/guards/guard.ts'
import { createRate, type RateOptions } from '../../../src/pipeline/guards/rate.ts'
import {
  createScope,
  type RateQuota,
  type ReserveOptions,
  type SharedRate,
} from '../../../src/runtime/runtime.ts'
import { createSubrequestBudget } from '../../../src/runtime/subrequest-budget.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'geocode', provider: 'nominatim' }
type Reservation = Awaited<ReturnType<SharedRate['reserve']>>

/** A shared rate that answers what it is told to, and keeps what it was asked. */
function scripted(reserve: () => Promise<Reservation>) {
  const wishes: (ReserveOptions & { name: string })[] = []
  const holds: [string, number][] = []
  const shared: SharedRate = {
    reserve(name, wish) {
      wishes.push({ name, ...wish })
      return reserve()
    },
    hold: async (name, ms) => void holds.push([name, ms]),
  }
  return { wishes, holds, shared }
}

function rateWith(
  reserve: () => Promise<Reservation>,
  { rps = 1, burst = 1, ...more }: Partial<RateOptions> & Partial<Pick<SharedRate, 'toleranceMs'>> = {},
) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const { wishes, holds, shared: rest } = scripted(reserve)
  const { toleranceMs, ...options } = more
  const shared = toleranceMs === undefined ? rest : { ...rest, toleranceMs }
  const starts: number[] = []
  const rate = createRate({ ...who, rps, burst, clock, shared, ...options })
  const call = through<string, { cooldownMs?: number }>(
    [rate],
    async () => {
      starts.push(clock.elapsed())
      return { cooldownMs: 7_000 }
    },
    who,
  )
  const ask = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, events, wishes, holds, starts, ask }
}

const at = (waitMs: number, isReserved = true) => Promise.resolve({ waitMs, isReserved })

describe('with a shared rate, as every guard', () =>
  promisesOfAGuard((clock) => {
    const { shared } = scripted(() => at(0))
    return createRate({ ...who, rps: 1, burst: 1, clock, shared })
  }))

test('it waits for the turn that the deployment has, and says how long it could wait', async () => {
  const { clock, wishes, starts, ask } = rateWith(() => at(1_500))
  ask({ budgetMs: 4_000 })
  await clock.advance(3_000)
  expect(wishes).toEqual([{ name: 'nominatim', spacingMs: 1_000, withinMs: 4_000 }])
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
])('with one that %s nobody is asked: the next provider is, and it is told', async (_name, reserve) => {
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
  expect([starts, events.of('warning').length]).toEqual([[], 1])
})

test('where a quota is shared and not a rate that terms forbid to pass, this instance goes by its own then', async () => {
  const { clock, events, starts, ask } = rateWith(() => Promise.reject(new Error('gone')), {
    isStrict: false,
  })
  ask()
  await clock.settle()
  expect([starts, events.of('warning').length]).toEqual([[0], 1])
})

test('a burst is the deployment’s as well', async () => {
  const { clock, wishes, ask } = rateWith(() => at(0), { rps: 2, burst: 4, isStrict: false })
  ask({ budgetMs: 4_000 })
  await clock.settle()
  expect(wishes).toEqual([{ name: 'nominatim', spacingMs: 500, slackMs: 1_500, withinMs: 4_000 }])
})

test('turns lie further apart by as much as they may be late, and one that is later is taken anew', async () => {
  const answers = [0, 400]
  const { clock, wishes, starts, ask } = rateWith(
    async () => {
      // The first answer takes too long to come, by the clock of whoever waits for it.
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

test('who misses its turn again and again is refused', async () => {
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

test('a turn that runs out between it and the request is taken anew', async () => {
  const clock = createVirtualClock()
  const { wishes, shared } = scripted(() => at(0))
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared: { ...shared, toleranceMs: 50 } })
  const starts: number[] = []
  let delays = 1
  const slow: Guard<undefined> = {
    name: 'pool',
    enter: (ctx) => (delays-- > 0 ? clock.wait(51, ctx.signal).then(() => undefined) : undefined),
  }
  const call = through([rate, slow], async () => {
    starts.push(clock.elapsed())
    return {}
  })
  void call('k', createContext(clock))
  await clock.advance(1_000)
  expect([wishes.length, starts]).toEqual([2, [51]])
})

test('what the upstream says of its quota is told to the deployment', async () => {
  const clock = createVirtualClock()
  const reports: [string, RateQuota][] = []
  const { shared } = scripted(() => at(0))
  const report = async (name: string, quota: RateQuota): Promise<void> => void reports.push([name, quota])
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared: { ...shared, report }, isStrict: false })
  const call = through([rate], async () => ({ quota: { remaining: 12, resetMs: 60_000 } }))
  await call('k', createContext(clock))
  expect(reports).toEqual([['nominatim', { remaining: 12, resetMs: 60_000 }]])
})

test('what the upstream asks for holds the whole deployment back', async () => {
  const { clock, holds, ask } = rateWith(() => at(0))
  ask()
  await clock.settle()
  expect(holds).toEqual([['nominatim', 7_000]])
})

test('asking for a turn is paid from what the request may ask of others', async () => {
  const { clock, wishes, ask } = rateWith(() => at(0))
  const { result } = ask({ scope: createScope(createSubrequestBudget(0)) })
  await clock.settle()
  await expect(result).rejects.toMatchObject({ code: 'overloaded' })
  expect(wishes).toEqual([])
})

test('without a limit nobody is asked for a turn', async () => {
  const { clock, wishes, starts, ask } = rateWith(() => at(0), { rps: 0 })
  ask()
  await clock.settle()
  expect(wishes).toEqual([])
  expect(starts).toEqual([0])
})
