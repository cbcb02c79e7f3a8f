import type { Clock } from '../../core/clock.ts'

/** Tells a queue that does not drain from a burst: by the share of recent time in which somebody has waited. */
export interface Congestion {
  /** Whether somebody waits from now on. */
  note(isWaiting: boolean): void
  /** Whether it has lasted. Once it has, it takes as long a calm to end it: one empty moment is none. */
  isLasting(): boolean
}

export interface CongestionOptions {
  clock: Pick<Clock, 'elapsed'>
  patienceMs: number
}

/** Somebody has waited for all of `patienceMs`, coming from calm; */
const begins = 1 - Math.exp(-1)
/** nobody has for as long, coming from a queue that was always there. */
const ends = Math.exp(-1)

/** Watches one queue; `patienceMs` is how long a burst may take to drain. */
export function createCongestion({ clock, patienceMs }: CongestionOptions): Congestion {
  let share = 0
  let waits = false
  let at = clock.elapsed()
  let lasting = false

  const follow = (): void => {
    const now = clock.elapsed()
    const goal = waits ? 1 : 0
    share = goal + (share - goal) * Math.exp((at - now) / patienceMs)
    at = now
    // What rounding leaves of a sum must not delay it.
    if (share >= begins - 1e-9) lasting = true
    else if (share <= ends + 1e-9) lasting = false
  }

  return {
    note(isWaiting) {
      if (isWaiting === waits) return
      follow()
      waits = isWaiting
    },
    isLasting() {
      follow()
      return lasting
    },
  }
}
