import type { Clock } from '../../src/core/clock.ts'

/** Holds every delay until the test lets it pass, so that no delay is too short for a slow machine. */
export interface Turnstile {
  /** Timers for a sandbox: every delay, of any length, waits here. */
  after: Clock['after']
  /** Lets this many delays pass, waiting ones first, then future ones. All by default. */
  pass(count?: number): void
  readonly waiting: number
}

export function createTurnstile(): Turnstile {
  const held = new Set<() => void>()
  let left = 0
  const turn = (): void => {
    for (const run of held) {
      if (left === 0) return
      left--
      held.delete(run)
      run()
    }
  }
  return {
    after(_, run) {
      held.add(run)
      // Never within the call that starts the delay.
      setImmediate(turn)
      return () => held.delete(run)
    },
    pass(count = Number.POSITIVE_INFINITY) {
      left += count
      turn()
    },
    get waiting() {
      return held.size
    },
  }
}
