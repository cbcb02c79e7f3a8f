// Background work: what it leaves to callers, and that it gets on all the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../src/core/errors.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import { Background } from '../../src/pipeline/context.ts'
import { fallback } from '../../src/pipeline/fallback.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { createRate, type RateOptions } from '../../src/pipeline/guards/rate.ts'
import { type KeepOptions, keep } from '../../src/pipeline/keep/keep.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import { answerOf } from '../support/answers.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { share } from '../support/effort.ts'
import { through } from '../support/guard-contract.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

describe('places', () => {
  const permitsOf = (concurrency: number, queue = 100) => {
    const clock = createVirtualClock()
    const inner = createScriptedCall<string, string>()
    const permits = new Permits({ name: 'sea', concurrency, queue, clock })
    const run = (input: string, options?: ContextOptions) => {
      const ctx = createContext(clock, options)
      const result = permits.run(() => inner.call(input, ctx), ctx)
      result.catch(() => {})
      return { ctx, result }
    }
    return { clock, inner, permits, run, running: () => inner.pending.map(({ input }) => input) }
  }

  test('a quarter stays free for callers', async () => {
    const { clock, run, running } = permitsOf(8)
    const background = new Background()
    for (let count = 0; count < 8; count++) run(`job ${count}`, { background })
    await clock.settle()
    expect(running().length).toBe(6)
    run('caller 1')
    run('caller 2')
    await clock.settle()
    expect(running().slice(6)).toEqual(['caller 1', 'caller 2'])
  })

  test('a single place is used by both, callers first', async () => {
    const { clock, inner, run, running } = permitsOf(1)
    const background = new Background()
    run('job 1', { background })
    run('job 2', { background })
    run('caller')
    await clock.settle()
    expect(running()).toEqual(['job 1'])
    inner.answer('done')
    await clock.settle()
    expect(running()).toEqual(['caller'])
    inner.answer('done')
    await clock.settle()
    expect(running()).toEqual(['job 2'])
  })

  test('a job that a caller has joined takes a place at once', async () => {
    const { clock, run, running } = permitsOf(2)
    const background = new Background()
    run('job 1', { background: new Background() })
    run('job 2', { background })
    await clock.settle()
    expect(running()).toEqual(['job 1'])
    background.raise()
    await clock.settle()
    expect(running()).toEqual(['job 1', 'job 2'])
    expect(background.listeners).toBe(0)
  })

  test('jobs that wait crowd no caller out of the queue', async () => {
    const { clock, permits, run } = permitsOf(1, 4)
    run('caller')
    const background = new Background()
    run('job 1', { background })
    await expect(run('job 2', { background }).result).rejects.toMatchObject({ code: 'overloaded' })
    const callers = [1, 2, 3, 4].map((count) => run(`caller ${count}`))
    await clock.settle()
    expect(permits.queued).toBe(5)
    await expect(run('caller 5').result).rejects.toMatchObject({ code: 'overloaded' })
    for (const { ctx } of callers) ctx.abort()
  })

  test('in whatever order they come, end and are joined: nobody is passed over, and nothing is left', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('come' as const), isBackground: fc.boolean() }),
      fc.record({ what: fc.constantFrom('end' as const, 'join' as const, 'leave' as const), at: fc.nat(9) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 60 }),
        async (concurrency, steps) => {
          const { clock, permits, inner, run } = permitsOf(concurrency, 1_000)
          const kept = Math.max(1, Math.ceil(concurrency / 4))
          const waiting = new Map<string, { background: Background; leave: () => void }>()
          let came = 0
          const look = async (): Promise<void> => {
            await clock.settle()
            for (const { input } of inner.asked) waiting.delete(input)
            const callers = [...waiting.values()].filter((each) => each.background.isRaised)
            expect(permits.inUse).toBeLessThanOrEqual(concurrency)
            // Who waits for an answer waits only while every place is taken, a job only while few are free.
            if (callers.length > 0) expect(permits.inUse).toBe(concurrency)
            if (waiting.size > 0)
              expect(permits.inUse).toBeGreaterThanOrEqual(Math.max(1, concurrency - kept))
            expect(permits.queued).toBe(waiting.size)
          }
          for (const each of steps) {
            if (each.what === 'come') {
              const background = new Background()
              if (!each.isBackground) background.raise()
              const before = permits.inUse
              const input = `${came++}`
              const { ctx } = run(input, { background })
              waiting.set(input, { background, leave: () => ctx.abort() })
              await look()
              if (each.isBackground && !waiting.has(input))
                expect(before).toBeLessThan(Math.max(1, concurrency - kept))
            } else if (each.what === 'end') {
              inner.pending[each.at]?.answer('done')
            } else {
              const one = [...waiting.values()][each.at]
              if (each.what === 'join') one?.background.raise()
              else if (one) {
                one.leave()
                waiting.delete([...waiting].find(([, value]) => value === one)?.[0] ?? '')
              }
            }
            await look()
          }
          while (inner.pending.length > 0) {
            inner.answer('done')
            await look()
          }
          expect([waiting.size, permits.inUse, permits.queued, clock.timers]).toEqual([0, 0, 0, 0])
        },
      ),
      { numRuns: share(60) },
    )
  })
})

describe('rates', () => {
  const rateOf = (options: Partial<RateOptions> = {}) => {
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

  test('a job goes after every caller, also one that comes later, and loses nothing of the rate', async () => {
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

  test('jobs leave a part of a burst to callers', async () => {
    const { clock, starts, ask } = rateOf({ burst: 5 })
    const background = new Background()
    for (let count = 0; count < 6; count++) ask('job', { background })
    await clock.settle()
    expect(starts.length).toBe(4)
    ask('caller')
    await clock.settle()
    expect(starts.at(-1)).toBe('caller at 0')
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

  test('a job books nothing ahead of a shared rate, and gets its turn when it is free', async () => {
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
})

describe('flights', () => {
  const flightsOf = () => {
    const clock = createVirtualClock()
    const inner = createScriptedCall<string, Answer<string>>()
    const options: KeepOptions<string, string> = {
      namespace: 'marine',
      key: (input) => input,
      life: { staleMs: 0, expiresAt: undefined },
      isOn: false,
      failedMs: 0,
      missingMs: 0,
      memory: new Memory({ maxBytes: 1_000 }),
      clock,
    }
    const call = keep(options, inner.call).ask
    const board = (options?: ContextOptions) => {
      const ctx = createContext(clock, options)
      const result = call('k', ctx)
      result.catch(() => {})
      return { ctx, result }
    }
    const isFlightSpare = (): boolean => inner.asked.some(({ ctx }) => ctx.isBackground)
    return { clock, inner, board, isFlightSpare }
  }

  test('one that a job has begun makes way until a caller joins', async () => {
    const { inner, board, isFlightSpare } = flightsOf()
    const background = new Background()
    board({ background })
    const other = new Background()
    board({ background: other })
    expect(isFlightSpare()).toBe(true)
    const caller = board()
    expect(isFlightSpare()).toBe(false)
    inner.answer(answerOf('fog', 0))
    await caller.result
    expect([background.listeners, other.listeners]).toEqual([0, 0])
  })

  test('one within another is promoted with it', () => {
    const { board, isFlightSpare } = flightsOf()
    const outer = new Background()
    board({ background: outer })
    outer.raise()
    expect(isFlightSpare()).toBe(false)
  })

  test('one that a caller has begun does not make way for a job that joins', () => {
    const { board, isFlightSpare } = flightsOf()
    board()
    board({ background: new Background() })
    expect(isFlightSpare()).toBe(false)
  })
})

describe('providers', () => {
  const ask = async (code: ErrorCode, options: ContextOptions): Promise<string> => {
    const clock = createVirtualClock()
    const first = async (): Promise<Answer<string>> => {
      throw new AppError(code, 'not now')
    }
    const second = async (): Promise<Answer<string>> => answerOf('from the second', clock.now())
    const candidates = [
      { provider: 'first', call: first },
      { provider: 'second', call: second },
    ]
    const call = fallback<string, string>(candidates, { source: 'geocode', clock })
    return call('k', createContext(clock, options)).then(
      ({ value }) => value,
      (error: AppError) => error.code,
    )
  }

  test('a patient job comes back to one that has no room for it; anybody else is given the next', async () => {
    const background = new Background()
    expect(await ask('overloaded', { background, retryOnCapacity: true })).toBe('overloaded')
    expect(await ask('upstream_rate_limited', { background, retryOnCapacity: true })).toBe(
      'upstream_rate_limited',
    )
    expect(await ask('overloaded', { background })).toBe('from the second')
    expect(await ask('overloaded', {})).toBe('from the second')
    const joined = new Background()
    joined.raise()
    expect(await ask('overloaded', { background: joined, retryOnCapacity: true })).toBe('from the second')
  })

  test('one that is down is passed over by a patient job as well', async () => {
    const background = new Background()
    expect(await ask('circuit_open', { background, retryOnCapacity: true })).toBe('from the second')
    expect(await ask('upstream_error', { background, retryOnCapacity: true })).toBe('from the second')
  })
})
