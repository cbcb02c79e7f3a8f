// A part is timed, labelled and reported in one place, wherever it came from.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/core/errors.ts'
import { type CollectorOptions, createCollector } from '../../src/parts/collector.ts'
import type { BuiltSource } from '../../src/pipeline/build.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'
import { answerOf } from '../support/answers.ts'
import { createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const words = defineSource<string, string, object>({
  name: 'words',
  settings: z.object({}),
  policy: defaultPolicy,
  providers: [],
  endpoints: [],
  key: (word) => word,
  output: z.string(),
  build: () => async () => {
    throw new Error('the test plays it')
  },
})

/** A collector over a source whose upstream the test plays; memory holds what is in `known`. */
function gatheringOf(known: Record<string, Answer<string>> = {}, more: Partial<CollectorOptions> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const ctx = createContext(clock, { emit: events.emit })
  const built: Partial<BuiltSource<string, string>> = {
    name: 'words',
    key: (word) => word,
    label: (word) => word.toUpperCase(),
    peek: (key) => known[key],
    isHeld: () => () => true,
    ask: inner.call,
    firstProvider: 'dictionary',
    attribution: () => null,
    skipped: () => 0,
    hasJobs: false,
  }
  const collector = createCollector({
    context: () => ctx,
    requestId: 'r1',
    emit: events.emit,
    runtime: { clock, decode: () => Promise.reject(new Error('nothing is decoded')) },
    built: () => built as BuiltSource,
    settingsOf: () => ({}) as never,
    ...more,
  })
  const ask = (word: string): Promise<string | null> => collector.ask(words, word, (said) => said)
  return { clock, events, inner, ctx, collector, ask }
}

const base = { type: 'part', requestId: 'r1', source: 'words' }

test('a hit, a miss and a failure each give one event, with the fields of the log entry', async () => {
  const { clock, events, inner, collector, ask } = gatheringOf({ known: answerOf('old', 0) })
  const all = [ask('known'), ask('missing'), ask('failing')]
  for (const { ctx } of inner.pending) ctx.attempts.count('sea')
  await clock.advance(30)
  inner.answer(answerOf('new', clock.now(), { provider: 'sea' }))
  inner.fail(new AppError('upstream_error', 'status 500'))
  expect(await Promise.all(all)).toEqual(['old', 'new', null])
  const detail = 'status 500'
  const parts = [
    { key: 'KNOWN', provider: 'sea', status: 'cached', tookMs: 0, attempts: 0 },
    { key: 'MISSING', provider: 'sea', status: 'fresh', tookMs: 30, attempts: 1 },
    {
      key: 'FAILING',
      provider: 'sea',
      status: 'failed',
      tookMs: 30,
      attempts: 1,
      code: 'upstream_error',
      detail,
    },
  ]
  expect(events.of('part')).toEqual(parts.map((part) => ({ ...base, ...part })))
  expect(collector.results().map(({ entry }) => entry)).toEqual(
    parts.map((part) => ({ source: 'words', ...part })),
  )
})

test('a part that is out of time says what was attempted for it so far, and where', async () => {
  const { events, inner, ctx, ask } = gatheringOf()
  const asked = ask('slow')
  inner.asked[0]?.ctx.attempts.count('sea')
  const reason = new AppError('deadline', 'the budget ended first')
  ctx.abort(reason)
  expect(await asked).toBeNull()
  expect(events.of('part')).toMatchObject([{ code: 'deadline', attempts: 1, provider: 'sea' }])
  expect(reason.provider).toBeUndefined()
})

test('a caller that hangs up gets no part, and none is reported', async () => {
  const { events, ctx, ask } = gatheringOf()
  const asked = ask('word')
  ctx.abort('left')
  await expect(asked).rejects.toBe('left')
  expect(events.of('part')).toEqual([])
})

test('a bug is a failed part, and is logged', async () => {
  const { events, inner, ask } = gatheringOf()
  const asked = ask('word')
  inner.fail(new TypeError('a bug'))
  expect(await asked).toBeNull()
  expect(events.of('part')).toMatchObject([{ code: 'internal', provider: 'dictionary', attempts: 0 }])
  expect(events.of('bug')).toMatchObject([{ message: 'a bug', requestId: 'r1' }])
})

test('at most `fanOut` parts are loaded at once, and parts in memory do not wait', async () => {
  const { clock, inner, ask } = gatheringOf({ known: answerOf('old', 0) }, { fanOut: 2 })
  const all = ['a', 'b', 'c', 'd'].map(ask)
  expect(await ask('known')).toBe('old')
  expect(inner.asked.map(({ input }) => input)).toEqual(['a', 'b'])
  inner.fail(new AppError('upstream_error', 'status 500'))
  await clock.settle()
  expect(inner.asked.map(({ input }) => input)).toEqual(['a', 'b', 'c'])
  for (let count = 0; count < 3; count++) {
    inner.answer(answerOf('said', clock.now()))
    await clock.settle()
  }
  expect(await Promise.all(all)).toEqual([null, 'said', 'said', 'said'])
})
