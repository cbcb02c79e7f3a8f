// A job and callers at one upstream, with the real guards between: what callers notice of the job, and how it gets on.
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { neverAborted } from '../../src/core/abort.ts'
import { silent } from '../../src/core/events.ts'
import { createJobRunner } from '../../src/jobs/ask-part.ts'
import type { Checkpoint } from '../../src/jobs/record.ts'
import type { BuiltSource } from '../../src/pipeline/build.ts'
import { defineEndpoint } from '../../src/pipeline/endpoint.ts'
import { defaultPolicy, defineSource, type Policy } from '../../src/pipeline/source.ts'
import { SqlQueue } from '../../src/queues/sql/queue.ts'
import { openSqlite } from '../../src/runtime/sqlite.ts'
import { buildForTest } from '../support/built-source.ts'
import { createContext } from '../support/context.ts'
import { kindsOfWords, newJobOf } from '../support/new-jobs.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'

const answerMs = 1_000

const endpoint = defineEndpoint<string, string, object>({
  name: 'words/dictionary',
  provider: 'dictionary',
  accept: 'json',
  describe: (word) => ({ url: `http://dictionary.test/${encodeURIComponent(word)}` }),
  decode: (body) => body,
})

const sourceWith = (policy: Partial<Policy>) =>
  defineSource<string, string, object>({
    name: 'words',
    settings: z.object({}),
    policy: { ...defaultPolicy, timeoutMs: 5_000, ...policy },
    providers: [{ name: 'dictionary', baseUrl: () => 'http://dictionary.test' }],
    endpoints: [endpoint],
    key: (word) => word,
    output: z.string(),
    build: (kit) => kit.ask(endpoint),
  })

/** An upstream with this policy that takes a second for an answer, a job that requests `items` words, and callers. */
function benchOf(policy: Partial<Policy>, items: number) {
  const source = sourceWith(policy)
  const sent: { at: number; what: string }[] = []
  const bench = buildForTest(source, ({ url }) => {
    sent.push({ at: bench.clock.elapsed(), what: url.includes('caller') ? 'caller' : 'job' })
    return { body: '"said"', afterMs: answerMs }
  })
  const { clock, built } = bench
  // Callers and the job stand in the same lines.
  const { scope } = createContext(clock)
  const kinds = kindsOfWords((word, _, collector) => collector.ask(source, word, (said) => said))
  const work = createJobRunner({
    runtime: { ...createScriptedRuntime(clock, () => ({})), scope: () => scope },
    kinds,
    built: () => built as unknown as BuiltSource,
    settingsOf: () => ({}) as never,
    emit: () => {},
    waitUntil: () => {},
    concurrency: 20,
  })
  const limits = { keepMs: 1e9, pending: 1, perOwner: 1, atOnce: 1 }
  const queue = new SqlQueue({ clock, kinds, limits, sql: openSqlite(), emit: silent, isDurable: false })
  const order = newJobOf({ items })
  const start = async (): Promise<void> => {
    await queue.submit(order, neverAborted)
    queue.start(work)
  }
  const landed = (): Promise<Checkpoint[]> =>
    queue.checkpoints(order.id, { after: 0, max: 1e6 }, neverAborted)
  const state = async (): Promise<unknown> => {
    const job = await queue.find(order.id, neverAborted)
    return job && job !== 'gone' && job.state
  }
  const waits: number[] = []
  let callers = 0
  /** A caller who tells how long it took. */
  const call = (word = `caller ${callers++}`): void => {
    const startedAt = clock.elapsed()
    const ctx = createContext(clock, { scope, budgetMs: 60_000 })
    void built.ask(word, ctx).then(() => waits.push(clock.elapsed() - startedAt))
  }
  return { clock, sent, landed, start, call, waits, state }
}

describe('permits', () => {
  test('a caller gets a permit at once while a large job runs, and the job makes progress', async () => {
    const { clock, landed, start, call, waits, state } = benchOf({ concurrency: 4 }, 60)
    await start()
    for (let count = 0; count < 40; count++) {
      await clock.advance(730)
      call()
    }
    await clock.advance(60_000)
    expect(waits.length).toBe(40)
    // A caller every 730 ms at an upstream that takes a second: one or two are under way, and one place is kept.
    expect(waits.filter((ms) => ms === answerMs).length).toBeGreaterThanOrEqual(20)
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * answerMs)
    expect([await state(), (await landed()).length]).toEqual(['done', 60])
  })

  test('with one permit a caller waits for at most one answer of the job', async () => {
    const { clock, start, call, waits, landed } = benchOf({ concurrency: 1 }, 30)
    await start()
    for (let count = 0; count < 10; count++) {
      await clock.advance(3_300)
      call()
    }
    await clock.advance(60_000)
    expect(waits.length).toBe(10)
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * answerMs)
    expect((await landed()).length).toBe(30)
  })

  test('callers that use all capacity stop a job, and it continues after them', async () => {
    const { clock, sent, start, call, landed, state } = benchOf({ concurrency: 2 }, 10)
    for (let count = 0; count < 40; count++) call()
    await start()
    await clock.advance(19_500)
    expect(sent.filter(({ what }) => what === 'job')).toEqual([])
    await clock.advance(120_000)
    expect([await state(), (await landed()).length]).toEqual(['done', 10])
    expect((await landed()).filter(({ part }) => part.status === 'failed')).toEqual([])
  })
})

describe('a rate of one a second', () => {
  test('is kept and used fully, and callers come first', async () => {
    const { clock, sent, start, call, waits, landed } = benchOf({ rps: 1, concurrency: 16 }, 30)
    await start()
    for (let count = 0; count < 10; count++) {
      await clock.advance(2_500)
      call()
    }
    await clock.advance(60_000)
    expect((await landed()).length).toBe(30)
    for (const [index, { at }] of sent.entries()) {
      if (index > 0) expect(at - (sent[index - 1]?.at ?? 0)).toBe(1_000)
    }
    // The next second is the caller's.
    expect(waits.length).toBe(10)
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * answerMs)
  })
})

test('a caller that requests what a job waits for does not wait with it', async () => {
  const { clock, sent, start, call, waits } = benchOf({ concurrency: 4 }, 20)
  await start()
  await clock.advance(100)
  expect(sent.length).toBe(3)
  call('word 19')
  await clock.advance(answerMs)
  expect(waits).toEqual([answerMs])
  await clock.advance(30_000)
  expect(sent.length).toBe(20)
})
