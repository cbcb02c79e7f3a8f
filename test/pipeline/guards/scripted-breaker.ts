// A breaker around calls that end as the test says.
import { AppError } from '../../../src/core/errors.ts'
import { createBreaker } from '../../../src/pipeline/guards/breaker.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

export const who = { source: 'marine', provider: 'sea' }

export function breakerOf() {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, string>()
  const breaker = createBreaker({ ...who, clock })
  const call = through([breaker], inner.call)
  const start = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const outcome = async (error?: unknown) => {
    const { result } = start()
    // Refused while it is open.
    if (inner.pending.length === 0) return
    if (error === undefined) inner.answer('fog')
    else inner.fail(error)
    await result.catch(() => {})
  }
  const outcomes = async (count: number, error?: unknown) => {
    for (let i = 0; i < count; i++) await outcome(error)
  }
  const states = () => events.of('breaker').map(({ state }) => state)
  return { clock, events, inner, breaker, call, start, outcomes, states }
}

export const down = () => new AppError('upstream_timeout', 'late')
