// A source with the real pipeline around it, above an upstream that is a function.

import { AppError } from '../../src/core/errors.ts'
import { type BuiltSource, buildSource } from '../../src/pipeline/build.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import { defaultPolicy, type Source } from '../../src/pipeline/source.ts'
import { createStats } from '../../src/pipeline/stats.ts'
import type { UpstreamRequest } from '../../src/runtime/runtime.ts'
import { createContext } from './context.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createScriptedRuntime, type Upstream } from './scripted-runtime.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** An answer with its number of upstream attempts; a thrown error has them too. */
export type Attempted<Out> = Answer<Out> & { readonly attempts: number }

export interface SourceUnderTest<In, Out> {
  /** Requests a value and advances the time for short waits (collecting a batch, a retry). */
  ask(input: In): Promise<Attempted<Out>>
  /** Requests all of them at once and advances the time by `waitMs`; default 1 s. */
  askAll(inputs: readonly In[], waitMs?: number): Promise<PromiseSettledResult<Attempted<Out>>[]>
  readonly requests: readonly UpstreamRequest[]
  /** Path and query of each request so far. */
  paths(): string[]
  readonly clock: VirtualClock
  readonly events: Recorder
  readonly built: BuiltSource<In, Out>
}

/** Builds a source with the settings that `environment` gives it. */
export function buildForTest<In, Out, Settings>(
  source: Source<In, Out, Settings>,
  upstream: Upstream,
  { environment = {}, startsAt }: { environment?: Record<string, string>; startsAt?: number } = {},
): SourceUnderTest<In, Out> {
  const clock = createVirtualClock(startsAt === undefined ? {} : { startsAt })
  const runtime = createScriptedRuntime(clock, upstream)
  const events = createRecorder()
  const settings = source.settings.parse(environment)
  const built = buildSource(
    source,
    settings,
    (provider) => {
      const { policy, policyFor } = source.providers.find(({ name }) => name === provider) ?? {}
      return { ...defaultPolicy, ...source.policy, ...policy, ...policyFor?.(settings) }
    },
    {
      runtime,
      memory: new Memory({ maxBytes: 10_000_000 }),
      stats: createStats(clock),
      poolPermits: new Permits({ name: 'pool', limits: 'the pool', concurrency: 64, queue: 64, clock }),
      userAgent: 'tests',
    },
  )
  const askAll = async (
    inputs: readonly In[],
    waitMs = 1_000,
  ): Promise<PromiseSettledResult<Attempted<Out>>[]> => {
    const all = Promise.allSettled(
      inputs.map(async (input) => {
        const ctx = createContext(clock, { emit: events.emit, budgetMs: 5_000 })
        try {
          return { ...(await built.ask(input, ctx)), attempts: ctx.attempts.made }
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          throw Object.assign(error.with({}), { attempts: ctx.attempts.made })
        }
      }),
    )
    await clock.advance(waitMs)
    return all
  }
  return {
    askAll,
    async ask(input) {
      const [result] = await askAll([input])
      if (result?.status === 'fulfilled') return result.value
      throw result?.reason
    },
    requests: runtime.requests,
    paths: () => runtime.requests.map(({ url }) => url.replace(/^https?:\/\/[^/]+/, '')),
    clock,
    events,
    built,
  }
}
