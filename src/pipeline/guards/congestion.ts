import type { Clock } from '../../core/clock.ts'

/** Distinguishes a standing queue from a burst, by the share of recent time in which the queue was not empty. */
export interface Congestion {
  /** Records whether the queue holds a waiter from now on. */
  note(isWaiting: boolean): void
  /** True once the queue has been congested for `patienceMs`; clears only after an equally long quiet period. */
  isLasting(): boolean
}

/** Share reached when a quiet queue has had waiters for `patienceMs`. */
const begins = 1 - Math.exp(-1)
/** Share reached when a standing queue has been empty for `patienceMs`. */
const ends = Math.exp(-1)

/** Watches one queue; `patienceMs` is how long a burst may take to drain. */
export function createCongestion(clock: Pick<Clock, 'elapsed'>, patienceMs: number): Congestion {
  let share = 0
  let waits = false
  let at = clock.elapsed()
  let lasting = false

  const follow = (): void => {
    const now = clock.elapsed()
    const goal = waits ? 1 : 0
    share = goal + (share - goal) * Math.exp((at - now) / patienceMs)
    at = now
    // A rounding error must not delay the transition.
    if (share >= begins - 1e-9) lasting = true
    else if (share <= ends + 1e-9) lasting = false
  }

  return {
    note(isWaiting) {
      follow()
      waits = isWaiting
    },
    isLasting() {
      follow()
      return lasting
    },
  }
}
