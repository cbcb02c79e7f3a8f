import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../src/core/errors.ts'
import { defineJobKind } from '../../src/define/job-kind.ts'
import { jobKinds } from '../../src/jobs/kinds.ts'
import { type Checkpoint, recordOf } from '../../src/jobs/record.ts'
import { createRunner, type RunOptions } from '../../src/jobs/run.ts'
import type { Outcome, Task } from '../../src/jobs/work.ts'
import type { BuiltSource } from '../../src/pipeline/build.ts'
import { type Answer, type Context, isSpare } from '../../src/pipeline/call.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'
import { answerOf } from '../support/answers.ts'
import { listenersOn } from '../support/context.ts'
import { share } from '../support/effort.ts'
import { orderOf } from '../support/orders.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

type Upstream = (word: string, ctx: Context) => Promise<string>

const words = defineSource<string, string, object>({
  name: 'words',
  settings: z.object({}),
  policy: defaultPolicy,
  providers: [{ name: 'dictionary', baseUrl: () => null }],
  endpoints: [],
  key: (word) => word,
  output: z.string(),
  build: () => async () => {
    throw new Error('the test plays it')
  },
})

const kind = defineJobKind({
  kind: 'words',
  summary: 'Words',
  input: z.strictObject({ words: z.array(z.string()) }),
  example: {},
  sources: ['words'],
  items: (input) => input.words,
  item: z.string(),
  ask: (word, _, gathering) => gathering.ask(words, word, (said) => said),
  piece: z.string(),
  data: z.array(z.string()),
  assemble: (gathered) => gathered.map(({ piece }) => piece),
})

/** A runner over an upstream that is a function, and one job whose checkpoints outlive its runs. */
function benchOf(items: number, upstream: Upstream, options: Partial<RunOptions> = {}) {
  const clock: VirtualClock = createVirtualClock()
  const events = createRecorder()
  const built: Partial<BuiltSource<string, string>> = {
    name: 'words',
    label: (word) => word,
    firstProvider: 'dictionary',
    attribution: () => null,
    skipped: () => 0,
    hasJobs: true,
    recall: () => undefined,
    call: async (word, ctx): Promise<Answer<string>> => answerOf(await upstream(word, ctx), clock.now()),
  }
  const runner = createRunner({
    runtime: createScriptedRuntime(clock, () => ({})),
    kinds: jobKinds([kind]),
    built: () => built as BuiltSource,
    settingsOf: () => ({}) as never,
    emit: events.emit,
    waitUntil: () => {},
    concurrency: 3,
    ...options,
  })
  const job = { ...recordOf(orderOf({ items }), clock.now()), startedAt: clock.now() }
  const kept: Checkpoint[] = []
  const run = (more: Partial<Task> = {}) => {
    const killing = new AbortController()
    const landed = kept.map(({ index, part }) => ({ index, code: part.error?.code ?? null }))
    const outcome = runner({
      job,
      landed,
      signal: killing.signal,
      checkpoint: async (checkpoint) => void kept.push(checkpoint),
      ...more,
    })
    outcome.catch(() => {})
    return { outcome, kill: () => killing.abort(new Error('killed')), signal: killing.signal }
  }
  /** Lets time pass until the outcome is there. */
  const endOf = async (outcome: Promise<Outcome>): Promise<Outcome> => {
    let isOver = false
    void outcome.then(
      () => (isOver = true),
      () => (isOver = true),
    )
    for (let count = 0; !isOver && count < 2_000; count++) await clock.advance(1_000)
    return outcome
  }
  return { clock, events, job, kept, run, endOf }
}

const refusal = (code: ErrorCode, more: object = {}) => new AppError(code, code, { asked: false, ...more })

test('asks for each item once, a few at a time, and lands it before it counts', async () => {
  let running = 0
  let most = 0
  const asked: string[] = []
  const { clock, kept, run, endOf } = benchOf(10, async (word, ctx) => {
    asked.push(word)
    most = Math.max(most, ++running)
    expect([isSpare(ctx), ctx.patient]).toEqual([true, true])
    await clock.wait(100, ctx.signal)
    running--
    return `said ${word}`
  })
  const { outcome, signal } = run()
  expect(await endOf(outcome)).toEqual({ state: 'done' })
  expect([most, new Set(asked).size, asked.length]).toEqual([3, 10, 10])
  expect(kept.map(({ index }) => index).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(kept[0]).toMatchObject({ piece: 'said word 0', part: { status: 'fresh', key: 'word 0' } })
  expect([clock.timers, listenersOn(signal)]).toEqual([0, 0])
})

test('a job without items is done', async () => {
  const { run } = benchOf(0, async () => 'never')
  expect(await run().outcome).toEqual({ state: 'done' })
})

describe('failures', () => {
  test('one part that fails does not fail the job', async () => {
    const { kept, run, endOf } = benchOf(2, async (word) => {
      if (word === 'word 0') throw refusal('not_found')
      return word
    })
    expect(await endOf(run().outcome)).toEqual({ state: 'done' })
    expect(kept.find(({ index }) => index === 0)).toMatchObject({ piece: null, part: { status: 'failed' } })
  })

  test('a job of which every part failed has failed as they did, also when some failed in an earlier run', async () => {
    const { kept, run, endOf } = benchOf(2, async () => {
      throw refusal('not_found')
    })
    kept.push({ ...(await failedCheckpoint()), index: 0 })
    expect(await endOf(run().outcome)).toMatchObject({ state: 'failed', error: { code: 'not_found' } })
    expect(kept.length).toBe(2)
  })

  test('parts that fail in different ways make it the upstream’s error', async () => {
    const { run, endOf } = benchOf(2, async (word) => {
      throw refusal(word === 'word 0' ? 'not_found' : 'upstream_timeout')
    })
    expect(await endOf(run().outcome)).toMatchObject({ state: 'failed', error: { code: 'upstream_error' } })
  })

  test('an item that takes too long has failed by its deadline', async () => {
    const { clock, kept, run, endOf } = benchOf(1, (_, ctx) => clock.wait(1e9, ctx.signal).then(() => ''), {
      tries: 1,
    })
    expect(await endOf(run().outcome)).toMatchObject({ state: 'failed', error: { code: 'deadline' } })
    expect(kept.length).toBe(1)
  })

  test('a checkpoint that cannot be kept ends the run, and what is in flight', async () => {
    const signals: AbortSignal[] = []
    const { clock, run } = benchOf(6, async (word, ctx) => {
      signals.push(ctx.signal)
      await clock.wait(word === 'word 0' ? 10 : 1_000, ctx.signal)
      return word
    })
    const { outcome } = run({
      async checkpoint() {
        throw refusal('unavailable')
      },
    })
    await clock.advance(20)
    await expect(outcome).rejects.toMatchObject({ code: 'unavailable' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true])
    expect(clock.timers).toBe(0)
  })

  test('a job that this version cannot read has failed by our fault', async () => {
    const { job, run } = benchOf(1, async () => 'never')
    expect(await run({ job: { ...job, items: [1] } }).outcome).toMatchObject({ error: { code: 'internal' } })
    expect(await run({ job: { ...job, kind: 'tunes' } }).outcome).toMatchObject({
      error: { code: 'internal' },
    })
    expect(await run({ job: { ...job, input: null } }).outcome).toMatchObject({ error: { code: 'internal' } })
  })
})

describe('want of capacity', () => {
  test('is waited out, as long as the refusal says', async () => {
    const asked: number[] = []
    const { clock, kept, run, endOf } = benchOf(1, async () => {
      asked.push(clock.elapsed())
      if (asked.length < 4) throw refusal('overloaded', { retryAfterMs: 2_000 })
      return 'said'
    })
    expect(await endOf(run().outcome)).toEqual({ state: 'done' })
    expect(kept.length).toBe(1)
    for (const [index, at] of asked.entries()) {
      expect(at).toBeGreaterThanOrEqual(index * 2_000)
      expect(at).toBeLessThanOrEqual(index * 2_500)
    }
  })

  test('that lasts fails the item in the end, the last time without patience', async () => {
    const patience: (boolean | undefined)[] = []
    const { run, endOf } = benchOf(
      1,
      async (_, { patient }) => {
        patience.push(patient)
        throw refusal('circuit_open', { retryAfterMs: 1_000 })
      },
      { tries: 3 },
    )
    expect(await endOf(run().outcome)).toMatchObject({ state: 'failed', error: { code: 'circuit_open' } })
    expect(patience).toEqual([true, true, false])
  })

  test('is not waited out by a job that has run for too long', async () => {
    let asked = 0
    const { run, endOf } = benchOf(
      1,
      async () => {
        asked++
        throw refusal('overloaded')
      },
      { patienceMs: 0 },
    )
    expect(await endOf(run().outcome)).toMatchObject({ state: 'failed' })
    expect(asked).toBe(1)
  })

  test('is not waited for in a slice that is over before', async () => {
    const { clock, kept, run, endOf } = benchOf(2, async () => {
      throw refusal('overloaded', { retryAfterMs: 20_000 })
    })
    const outcome = await endOf(run({ slice: { items: 10, ms: 5_000 } }).outcome)
    expect(outcome).toMatchObject({ state: 'more' })
    expect(outcome.state === 'more' && outcome.waitMs).toBeGreaterThanOrEqual(20_000)
    expect([kept.length, clock.timers]).toEqual([0, 0])
  })
})

test('a slice asks for no more items than it may, and none after its time', async () => {
  const { clock, kept, run, endOf } = benchOf(11, (word, ctx) =>
    clock.wait(1_000, ctx.signal).then(() => word),
  )
  expect(await endOf(run({ slice: { items: 4, ms: 60_000 } }).outcome)).toEqual({ state: 'more', waitMs: 0 })
  expect(kept.length).toBe(4)
  expect(await endOf(run({ slice: { items: 100, ms: 1_500 } }).outcome)).toMatchObject({ state: 'more' })
  expect(kept.length).toBe(10)
  expect(await endOf(run({ slice: { items: 1, ms: 1_000 } }).outcome)).toEqual({ state: 'done' })
})

test('whatever fails and whenever it is killed: one checkpoint an item, and nothing asked twice but what was in flight', async () => {
  const outcome = fc.constantFrom<ErrorCode | 'said'>(
    'said',
    'said',
    'not_found',
    'upstream_timeout',
    'overloaded',
  )
  const plan = fc.record({ takesMs: fc.integer({ min: 0, max: 400 }), outcome })
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (plans, kills, concurrency) => {
        const asked = new Map<number, number>()
        const cut = new Map<number, number>()
        const inFlight = new Set<number>()
        const refused = new Set<number>()
        const more = (counts: Map<number, number>, index: number) =>
          counts.set(index, (counts.get(index) ?? 0) + 1)
        const { clock, kept, run, endOf } = benchOf(
          plans.length,
          async (word, ctx) => {
            const index = Number(word.slice(5))
            const { takesMs, outcome } = plans[index] ?? { takesMs: 0, outcome: 'said' }
            more(asked, index)
            inFlight.add(index)
            try {
              await clock.wait(takesMs, ctx.signal)
            } finally {
              if (!ctx.signal.aborted) inFlight.delete(index)
            }
            if (outcome === 'said') return word
            // Want of capacity passes.
            if (outcome !== 'overloaded') throw refusal(outcome)
            if (refused.has(index)) return word
            refused.add(index)
            more(cut, index)
            throw refusal('overloaded', { retryAfterMs: 100 })
          },
          { concurrency },
        )
        for (const ms of kills) {
          const { outcome, kill } = run()
          await clock.advance(ms)
          kill()
          await clock.settle()
          await outcome.catch(() => {})
          for (const index of inFlight) more(cut, index)
          inFlight.clear()
          expect(clock.timers).toBe(0)
        }
        await endOf(run().outcome)
        expect(kept.map(({ index }) => index).sort((a, b) => a - b)).toEqual(plans.map((_, index) => index))
        for (const { index, part } of kept) {
          const { outcome } = plans[index] ?? {}
          expect(part.error?.code).toBe(outcome === 'said' || outcome === 'overloaded' ? undefined : outcome)
        }
        for (const [index, count] of asked) expect(count).toBe(1 + (cut.get(index) ?? 0))
      },
    ),
    { numRuns: share(100) },
  )
})

async function failedCheckpoint(): Promise<Checkpoint> {
  const { kept, run, endOf } = benchOf(1, async () => {
    throw refusal('not_found')
  })
  await endOf(run().outcome)
  const [checkpoint] = kept
  if (!checkpoint) throw new Error('nothing landed')
  return checkpoint
}
