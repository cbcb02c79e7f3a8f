// One cached call whose loads end as the test says.
import { AppError } from '../../../src/core/errors.ts'
import type { Answer } from '../../../src/pipeline/call.ts'
import { type KeepOptions, keep } from '../../../src/pipeline/keep/keep.ts'
import { Memory } from '../../../src/pipeline/keep/memory.ts'
import { answerOf } from '../../support/answers.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

export const optionsOf = (clock: VirtualClock): KeepOptions<string, string> => ({
  namespace: 'marine',
  key: (input) => input,
  life: { staleMs: 600_000, expiresAt: undefined },
  policy: { freshMs: 60_000, failedMs: 1_000, missingMs: 10_000 },
  memory: new Memory({ maxBytes: 1e6 }),
  clock,
})

/** Of a keep that remembers nothing: its flights alone. */
export const flightsOnly = {
  life: { staleMs: 0, expiresAt: undefined },
  policy: { freshMs: 0, failedMs: 0, missingMs: 0 },
}

export function caches(more: Partial<KeepOptions<string, string>> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const options = { ...optionsOf(clock), ...more }
  const kept = keep(options, inner.call)
  const call = kept.ask
  const ask = (given?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...given })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const answer = async (value: string) => {
    inner.answer(answerOf(value, clock.now()))
    await clock.settle()
  }
  const fail = async (error: unknown) => {
    inner.fail(error)
    await clock.settle()
  }
  const fill = async (value: string) => {
    ask()
    await answer(value)
  }
  const outcomes = () => events.of('cache').map(({ outcome }) => outcome)
  return { clock, events, inner, kept, ask, answer, fail, fill, outcomes, memory: options.memory }
}

export const down = () => new AppError('upstream_error', 'status 500')
