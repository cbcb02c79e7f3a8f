// A rate guard whose upstream answers as the test says.
import { AppError, type ErrorCode } from '../../../src/core/errors.ts'
import { createRate, type RateOptions } from '../../../src/pipeline/guards/rate.ts'
import type { RateQuota } from '../../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

export const who = { source: 'geocode', provider: 'nominatim' }

export const asking = (retryAfterMs: number, code: ErrorCode = 'upstream_rate_limited') =>
  new AppError(code, 'wait', { retryAfterMs })

type Reply = { cooldownMs?: number; quota?: RateQuota }

export function rateOf(options: Partial<RateOptions> = {}) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, ...options })
  const starts: number[] = []
  let reply = async (): Promise<Reply> => ({})
  const call = through<string, Reply>(
    [rate],
    () => {
      starts.push(clock.elapsed())
      return reply()
    },
    who,
  )
  const ask = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const answerWith = (next: typeof reply): void => {
    reply = next
  }
  return { clock, events, rate, starts, ask, answerWith }
}
