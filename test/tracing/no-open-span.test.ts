// Whatever becomes of those who ask and of whom they ask: each span is ended once, and nothing is said of it afterwards.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/core/errors.ts'
import { createCollector } from '../../src/parts/collector.ts'
import { type BuiltSource, buildSource } from '../../src/pipeline/build.ts'
import { defineEndpoint } from '../../src/pipeline/endpoint.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import { defaultPolicy, defineSource } from '../../src/pipeline/source.ts'
import { createStats } from '../../src/pipeline/stats.ts'
import { createTracing } from '../../src/tracing/otel.ts'
import { createContext } from '../support/context.ts'
import { share } from '../support/effort.ts'
import { createRecordingTracer } from '../support/recording-tracer.ts'
import { createScriptedRuntime, type Reply, type Upstream } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const endpointOf = (provider: string) =>
  defineEndpoint<string, string, object>({
    name: `words/${provider}`,
    provider,
    accept: 'json',
    describe: (word) => ({ url: `https://${provider}.test/${word}?key=secret` }),
    decode: (body) => z.object({ word: z.string() }).parse(JSON.parse(body)).word,
  })
const [first, second] = [endpointOf('first'), endpointOf('second')]

const words = defineSource<string, string, object>({
  name: 'words',
  settings: z.object({}),
  policy: { ...defaultPolicy, freshMs: 1_000, staleMs: 60_000, timeoutMs: 500 },
  providers: [first, second].map(({ provider }) => ({ name: provider, baseUrl: () => null })),
  endpoints: [first, second],
  key: (word) => word,
  output: z.string(),
  build: (kit) =>
    kit.fallback([
      { provider: 'first', call: kit.ask(first) },
      { provider: 'second', call: kit.ask(second) },
    ]),
})

const usual: Reply = { body: '{"word":"fog"}', afterMs: 20 }

/** The source over an upstream that is a function, and callers who are traced. */
function bench(upstream: Upstream) {
  const clock = createVirtualClock()
  const runtime = createScriptedRuntime(clock, upstream)
  const recorder = createRecordingTracer()
  const tracing = createTracing('1.0.0', recorder.provider)
  const built = buildSource(words, {}, () => words.policy, {
    runtime,
    memory: new Memory({ maxBytes: 1_000_000 }),
    stats: createStats(clock),
    poolPermits: new Permits({ name: 'pool', limits: 'the pool', concurrency: 4, queue: 8, clock }),
    userAgent: 'tests',
  })
  const ask = async (word: string, { budgetMs = 5_000, leavesAfterMs = Infinity } = {}): Promise<void> => {
    const span = tracing.start('caller', 'server')
    const ctx = createContext(clock, { span, budgetMs })
    const ends = [
      clock.after(budgetMs, () => ctx.abort(new AppError('deadline', 'the budget is over'))),
      ...(Number.isFinite(leavesAfterMs) ? [clock.after(leavesAfterMs, () => ctx.abort())] : []),
    ]
    const collector = createCollector({
      context: () => ctx,
      requestId: 'r',
      emit: () => {},
      runtime,
      built: () => built as unknown as BuiltSource,
      settingsOf: () => ({}) as never,
      span,
    })
    await collector.ask(words, word, (value) => value).catch(() => {})
    for (const cancel of ends) cancel()
    span.end()
  }
  return { clock, recorder, ask }
}

const replies = fc.record({
  afterMs: fc.constantFrom(0, 1, 20, 200, 499, 700),
  kind: fc.constantFrom('good', 'good', 'bad body', '500', '429', 'reset', 'elsewhere'),
})
const callers = fc.array(
  fc.record({
    word: fc.constantFrom('a', 'b', 'c'),
    afterMs: fc.integer({ min: 0, max: 1_500 }),
    budgetMs: fc.constantFrom(1, 50, 400, 5_000),
    leavesAfterMs: fc.constantFrom(0, 1, 19, 20, 21, 250, 600, Infinity),
  }),
  { minLength: 1, maxLength: 25 },
)

function replyOf({ afterMs, kind }: { afterMs: number; kind: string }): Reply {
  switch (kind) {
    case 'bad body':
      return { afterMs, body: '{"word":1}' }
    case '500':
    case '429':
      return { afterMs, status: Number(kind), headers: { 'retry-after': '1' } }
    case 'reset':
      return { afterMs, body: ['{'], failsWith: new AppError('upstream_unreachable', 'reset') }
    case 'elsewhere':
      return { afterMs, status: 302, headers: { location: 'https://other.test/' } }
    default:
      return { ...usual, afterMs }
  }
}

test('no span is left open or ends twice, whichever caller leaves and whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(callers, fc.array(replies, { minLength: 1, maxLength: 20 }), async (all, script) => {
      let asked = 0
      const { clock, recorder, ask } = bench(() => {
        const scripted = script[asked++ % script.length]
        return scripted ? replyOf(scripted) : usual
      })
      const calls = all.map(async ({ word, afterMs, ...how }) => {
        await clock.wait(afterMs, new AbortController().signal)
        await ask(word, how)
      })
      await clock.advance(60_000)
      await Promise.all(calls)
      const wrong = recorder.spans.filter(({ ends, late }) => ends !== 1 || late.length > 0)
      expect(wrong.map(({ name, ends, late }) => ({ name, ends, late }))).toEqual([])
      const told = JSON.stringify(recorder.spans.map(({ attributes }) => attributes))
      expect(told).not.toContain('secret')
    }),
    { numRuns: share(60) },
  )
})
