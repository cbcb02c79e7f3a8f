import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/pipeline/call.ts'
import { createRate } from '../../../src/pipeline/layers/rate.ts'
import { createAllowance } from '../../../src/runtime/allowance.ts'
import { createScope, type RateWish, type SharedRate } from '../../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'geocode', provider: 'nominatim' }
type Booking = Awaited<ReturnType<SharedRate['book']>>

/** A shared rate that answers what it is told to, and keeps what it was asked. */
function scripted(book: () => Promise<Booking>) {
  const wishes: (RateWish & { name: string })[] = []
  const holds: [string, number][] = []
  const shared: SharedRate = {
    book(name, wish) {
      wishes.push({ name, ...wish })
      return book()
    },
    hold: async (name, ms) => void holds.push([name, ms]),
  }
  return { wishes, holds, shared }
}

function rateWith(book: () => Promise<Booking>, { rps = 1 } = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const { wishes, holds, shared } = scripted(book)
  const starts: number[] = []
  const rate = createRate({ ...who, rps, burst: 1, clock, shared })
  const call = rate.layer<string, { cooldownMs?: number }>()(async () => {
    starts.push(clock.elapsed())
    return { cooldownMs: 7_000 }
  })
  const ask = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, events, wishes, holds, starts, ask }
}

const at = (waitMs: number, isBooked = true) => Promise.resolve({ waitMs, isBooked })

describe('with a shared rate, as every layer', () =>
  promisesOfALayer((clock) => {
    const { shared } = scripted(() => at(0))
    return createRate({ ...who, rps: 1, burst: 1, clock, shared }).layer<
      string,
      Answer<string> & { cooldownMs?: number }
    >()
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
  ['never answers', () => new Promise<Booking>(() => {})],
])('one that %s is passed over with a warning: this instance keeps its own rate', async (_name, book) => {
  const { clock, events, starts, ask } = rateWith(book)
  ask()
  await clock.advance(1_000)
  expect(starts).toHaveLength(1)
  expect(events.of('warning')).toHaveLength(1)
})

test('what the upstream asks for holds the whole deployment back', async () => {
  const { clock, holds, ask } = rateWith(() => at(0))
  ask()
  await clock.settle()
  expect(holds).toEqual([['nominatim', 7_000]])
})

test('asking for a turn is paid from what the request may ask of others', async () => {
  const { clock, wishes, ask } = rateWith(() => at(0))
  const { result } = ask({ scope: createScope(createAllowance(0)) })
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
