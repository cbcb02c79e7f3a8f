// The only file that reads the time or random numbers. All other code receives a Clock, so that tests control both.
import { type Abortable, type Timers, waitFor } from './wait.ts'

export interface Clock extends Timers {
  /** Wall time, milliseconds since 1970. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  wait(ms: number, signal: Abortable): Promise<void>
  /** Uniform in [0, 1). */
  random(): number
}

/** Builds `wait` from `after`: one timer and one listener, both removed when it settles. */
export function waitWith(after: Clock['after']): Clock['wait'] {
  return (ms, signal) => waitFor<void>({ signal }, (settle) => after(ms, () => settle.resolve()))
}

const after: Clock['after'] = (ms, run) => {
  const timer = setTimeout(run, Math.max(0, ms))
  return () => clearTimeout(timer)
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after,
  wait: waitWith(after),
  random: () => Math.random(),
}
