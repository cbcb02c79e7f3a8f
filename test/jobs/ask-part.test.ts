import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../src/core/errors.ts'
import { createJobRunner, type JobRunnerOptions } from '../../src/jobs/ask-part.ts'
import { type JobRecord, recordOf } from '../../src/jobs/record.ts'
import type { PartOutcome } from '../../src/jobs/runner.ts'
import type { BuiltSource } from '../../src/pipeline/build.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import type { Context } from '../../src/pipeline/context.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'
import { SqlQueue } from '../../src/queues/sql/queue.ts'
import { openSqlite } from '../../src/runtime/sqlite.ts'
import { answerOf } from '../support/answers.ts'
import { listenersOn } from '../support/context.ts'
import { share } from '../support/effort.ts'
import { kindsOfWords, newJobOf } from '../support/new-jobs.ts'
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

const kinds = kindsOfWords((word, _, collector) => collector.ask(words, word, (said) => said))

/** The work of jobs over an upstream that is a function. */
function benchOf(upstream: Upstream, options: Partial<JobRunnerOptions> = {}) {
  const clock: VirtualClock = createVirtualClock()
  const events = createRecorder()
  const built: Partial<BuiltSource<string, string>> = {
    name: 'words',
    label: (word) => word,
    firstProvider: 'dictionary',
    attribution: () => null,
    skipped: () => 0,
    hasJobs: true,
    key: (word) => word,
    peek: () => undefined,
    ask: async (word, ctx): Promise<Answer<string>> => answerOf(await upstream(word, ctx), clock.now()),
  }
  const work = createJobRunner({
    runtime: createScriptedRuntime(clock, () => ({})),
    kinds,
    built: () => built as BuiltSource,
    settingsOf: () => ({}) as never,
    emit: events.emit,
    waitUntil: () => {},
    concurrency: 3,
    ...options,
  })
  const ask = work.open()
  const end = new AbortController()
  const job: JobRecord = { ...recordOf(newJobOf({ items: 2 }), clock.now()), startedAt: clock.now() }
  const askFor = (more: { job?: JobRecord; refusals?: number } = {}): Promise<PartOutcome> =>
    ask({ job, index: 1, refusals: 0, signal: end.signal, ...more })
  return { clock, events, job, work, end, ask: askFor }
}

const refusal = (code: ErrorCode, more: object = {}) => new AppError(code, code, { asked: false, ...more })

test('an item is requested with background priority, and nothing is left behind', async () => {
  const { clock, end, ask } = benchOf(async (word, ctx) => {
    expect([ctx.isBackground, ctx.retryOnCapacity]).toEqual([true, true])
    return `said ${word}`
  })
  const outcome = await ask()
  expect(outcome).toMatchObject({
    checkpoint: { index: 1, piece: 'said word 1', part: { status: 'fresh', key: 'word 1' } },
  })
  expect([clock.timers, listenersOn(end.signal)]).toEqual([0, 0])
})

test('a part that fails is a checkpoint', async () => {
  const { ask } = benchOf(async () => {
    throw refusal('not_found')
  })
  expect(await ask()).toMatchObject({
    checkpoint: { piece: null, part: { status: 'failed', error: { code: 'not_found' } } },
  })
})

test('a part without an answer fails with `deadline` once retries are over', async () => {
  const { clock, job, ask } = benchOf((_, ctx) => clock.wait(1e9, ctx.signal).then(() => ''))
  const asked = ask({ job: { ...job, startedAt: clock.now() - 3_600_000 } })
  await clock.advance(30_000)
  expect(await asked).toMatchObject({ checkpoint: { part: { error: { code: 'deadline' } } } })
  expect(clock.timers).toBe(0)
})

test('aborting a part ends it and its upstream request with the reason', async () => {
  const signals: AbortSignal[] = []
  const { clock, end, ask } = benchOf((_, ctx) => {
    signals.push(ctx.signal)
    return clock.wait(1e9, ctx.signal).then(() => '')
  })
  const asked = ask()
  await clock.settle()
  end.abort(new Error('stopped'))
  await expect(asked).rejects.toThrow('stopped')
  expect([signals.map(({ aborted }) => aborted), clock.timers]).toEqual([[true], 0])
})

test('a job that this version cannot read throws instead of failing a part', async () => {
  const { job, ask } = benchOf(async () => 'never')
  const broken = [{ items: ['', 1] }, { kind: 'tunes' }, { input: null }]
  for (const more of broken)
    await expect(ask({ job: { ...job, ...more } })).rejects.toMatchObject({ code: 'internal' })
})

describe('a lack of capacity', () => {
  const codes: ErrorCode[] = ['overloaded', 'circuit_open', 'upstream_rate_limited', 'deadline']
  test.each(codes)('%s is not a failure but a time to retry', async (code) => {
    const { ask } = benchOf(async () => {
      throw refusal(code, { retryAfterMs: 2_000 })
    })
    const outcome = (await ask()) as { retryMs: number }
    expect(outcome.retryMs).toBeGreaterThanOrEqual(2_000)
    expect(outcome.retryMs).toBeLessThanOrEqual(2_500)
  })

  test('retries pause longer with each refusal, up to a minute', async () => {
    const { ask } = benchOf(async () => {
      throw refusal('overloaded')
    })
    const pauses = await Promise.all(
      [0, 3, 20].map(async (refusals) => ((await ask({ refusals })) as { retryMs: number }).retryMs),
    )
    for (const [at, least] of [1_000, 8_000, 60_000].entries())
      expect(pauses[at]).toBeGreaterThanOrEqual(least)
    expect(Math.max(...pauses)).toBe(60_000)
  })

  test('fails the part once the job has run for an hour', async () => {
    const patience: (boolean | undefined)[] = []
    const { clock, job, ask } = benchOf(async (_, { retryOnCapacity }) => {
      patience.push(retryOnCapacity)
      throw refusal('overloaded')
    })
    const startedAt = clock.now() - 3_600_000
    expect(await ask({ job: { ...job, startedAt } })).toMatchObject({
      checkpoint: { part: { error: { code: 'overloaded' } } },
    })
    expect(patience).toEqual([false])
  })
})

test('each item has one checkpoint, and only requests in flight are repeated, whatever fails and whenever the process ends', async () => {
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
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      async (plans, kills, concurrency) => {
        const asked = new Map<number, number>()
        const extra = new Map<number, number>()
        const inFlight = new Set<number>()
        const refused = new Set<number>()
        const more = (counts: Map<number, number>, index: number) =>
          counts.set(index, (counts.get(index) ?? 0) + 1)
        const { clock, work } = benchOf(
          async (word, ctx) => {
            const index = Number(word.slice(5))
            const { takesMs, outcome } = plans[index] ?? { takesMs: 0, outcome: 'said' }
            more(asked, index)
            inFlight.add(index)
            await clock.wait(takesMs, ctx.signal)
            inFlight.delete(index)
            if (outcome === 'said') return word
            // Want of capacity passes.
            if (outcome !== 'overloaded') throw refusal(outcome)
            if (refused.has(index)) return word
            refused.add(index)
            more(extra, index)
            throw refusal('overloaded', { retryAfterMs: 100 })
          },
          { concurrency },
        )
        const sql = openSqlite()
        const limits = { keepMs: 1e9, pending: 1, perOwner: 1, atOnce: 1 }
        const open = () => new SqlQueue({ clock, kinds, sql, limits, emit: () => {}, isDurable: true })
        const order = newJobOf({ items: plans.length })
        const signal = new AbortController().signal
        await open().submit(order, signal)
        for (const ms of kills) {
          const queue = open()
          queue.start(work)
          await clock.advance(ms)
          const stopped = queue.stop(0)
          await clock.settle()
          for (const index of inFlight) more(extra, index)
          inFlight.clear()
          await clock.advance(0)
          await stopped
          expect(clock.timers).toBe(0)
        }
        const last = open()
        last.start(work)
        await clock.advance(60_000)
        const landed = await last.checkpoints(order.id, { after: 0, max: 100 }, signal)
        expect(landed.map(({ index }) => index).sort((a, b) => a - b)).toEqual(plans.map((_, index) => index))
        for (const { index, part } of landed) {
          const { outcome } = plans[index] ?? {}
          expect(part.error?.code).toBe(outcome === 'said' || outcome === 'overloaded' ? undefined : outcome)
        }
        for (const [index, count] of asked) expect(count).toBe(1 + (extra.get(index) ?? 0))
      },
    ),
    { numRuns: share(100) },
  )
})
