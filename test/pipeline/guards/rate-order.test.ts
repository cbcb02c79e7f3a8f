// Which call the next token goes to: callers first and in order, background work after them.
import { expect, test } from 'vitest'
import { Background } from '../../../src/pipeline/context.ts'
import { createRate, type RateOptions } from '../../../src/pipeline/guards/rate.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { through } from '../../support/guard-contract.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function rateOf(options: Partial<RateOptions> = {}) {
  const clock = createVirtualClock()
  const who = { source: 'geocode', provider: 'nominatim' }
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, ...options })
  const starts: string[] = []
  const call = through<string, object>([rate], async (input) => {
    starts.push(`${input} at ${clock.elapsed()}`)
    return {}
  })
  const ask = (input: string, options?: ContextOptions) => {
    const ctx = createContext(clock, { budgetMs: 60_000, ...options })
    const result = call(input, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, starts, ask }
}

test('a job starts after every caller, also one that comes later, and no token is lost', async () => {
  const { clock, starts, ask } = rateOf()
  const background = new Background()
  ask('job 1', { background })
  ask('job 2', { background })
  ask('job 3', { background })
  await clock.advance(1_500)
  ask('caller 1')
  ask('caller 2')
  await clock.advance(10_000)
  expect(starts).toEqual([
    'job 1 at 0',
    'job 2 at 1000',
    'caller 1 at 2000',
    'caller 2 at 3000',
    'job 3 at 4000',
  ])
  expect([background.listeners, clock.timers]).toEqual([0, 0])
})

test('jobs leave part of a burst to callers', async () => {
  const { clock, starts, ask } = rateOf({ burst: 5 })
  const background = new Background()
  for (let count = 0; count < 6; count++) ask('job', { background })
  await clock.settle()
  expect(starts.length).toBe(4)
  ask('caller')
  await clock.settle()
  expect(starts.at(-1)).toBe('caller at 0')
})

test('a job that a caller has joined takes the part of a burst that is left to callers', async () => {
  const { clock, starts, ask } = rateOf({ burst: 5 })
  for (let count = 0; count < 4; count++) ask('job', { background: new Background() })
  const background = new Background()
  ask('joined', { background })
  await clock.settle()
  background.raise()
  await clock.settle()
  expect(starts.at(-1)).toBe('joined at 0')
})

test('a job that a caller has joined goes before other jobs', async () => {
  const { clock, starts, ask } = rateOf()
  const background = new Background()
  ask('first', { background })
  ask('job', { background: new Background() })
  ask('joined', { background })
  await clock.settle()
  background.raise()
  await clock.advance(5_000)
  expect(starts).toEqual(['first at 0', 'joined at 1000', 'job at 2000'])
})

test('a job that waits is refused when its turn no longer comes in time, and leaves when it is cancelled', async () => {
  const { clock, ask } = rateOf()
  const background = new Background()
  ask('caller')
  const late = ask('job', { background, budgetMs: 1_500 })
  const gone = ask('job', { background })
  await clock.settle()
  ask('caller')
  gone.ctx.abort('cancelled')
  await expect(gone.result).rejects.toBe('cancelled')
  await expect(late.result).rejects.toMatchObject({ code: 'overloaded' })
  await clock.advance(5_000)
  expect([background.listeners, clock.timers]).toEqual([0, 0])
})

test('a job makes no advance reservation at a shared rate, and starts when a token is free', async () => {
  const within: number[] = []
  let freeAt = 3_000
  const clock = createVirtualClock()
  const shared: NonNullable<RateOptions['shared']> = {
    async reserve(_, { spacingMs, withinMs }) {
      within.push(withinMs)
      const waitMs = Math.max(0, freeAt - clock.elapsed())
      if (waitMs > withinMs) return { waitMs, isReserved: false }
      freeAt = clock.elapsed() + waitMs + spacingMs
      return { waitMs, isReserved: true }
    },
    async hold() {},
  }
  const { starts, ask } = rateOf({ shared, clock })
  ask('job', { background: new Background() })
  await clock.advance(2_000)
  expect(starts).toEqual([])
  expect(freeAt).toBe(3_000)
  await clock.advance(3_000)
  expect(starts.length).toBe(1)
  expect(within.length).toBeLessThanOrEqual(5)
  expect(Math.max(...within)).toBe(250)
})

test('callers start in order of arrival, also when the timer of the first is late', async () => {
  const virtual = createVirtualClock()
  let lateMs = 0
  const clock = { ...virtual, elapsed: () => virtual.elapsed() + lateMs }
  const { starts, ask } = rateOf({ burst: 2, clock })
  for (const name of ['a', 'b', 'c']) ask(name)
  await virtual.settle()
  lateMs = 10_000
  ask('d')
  await virtual.settle()
  expect(starts.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd'])
})

test('a token that is free is taken without a promise', () => {
  const clock = createVirtualClock()
  const rate = createRate({ source: 'geocode', provider: 'nominatim', rps: 1, burst: 1, clock })
  expect(rate.enter(createContext(clock), undefined)).not.toBeInstanceOf(Promise)
  const waiting = rate.enter(createContext(clock), undefined)
  expect(waiting).toBeInstanceOf(Promise)
})

test('a job that would start at its deadline, behind callers and other jobs, is refused at once', async () => {
  const { clock, ask } = rateOf()
  const background = new Background()
  ask('caller')
  ask('caller')
  ask('job', { background })
  await expect(ask('job', { background, budgetMs: 3_000 }).result).rejects.toMatchObject({
    code: 'overloaded',
    retryAfterMs: 3_000,
  })
  ask('job', { background, budgetMs: 3_001 })
  await clock.advance(10_000)
})
