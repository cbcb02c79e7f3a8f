import { type Abortable, waitFor } from '../core/wait.ts'

export interface FanOut {
  /** Takes a turn; returns a promise only when it has to wait. Each turn must be returned with `give`. */
  take(signal: Abortable): void | Promise<void>
  give(): void
}

/**
 * Limits the parts that one request loads at once, first come first served, so that a caller with fifty zones leaves room for
 * others. Not p-limit: that takes eight promises for each part, even without waiting, and its waiters cannot leave.
 */
export function createFanOut(max: number): FanOut {
  const waiting = new Set<() => void>()
  let free = max
  return {
    take(signal) {
      if (free > 0) return void free--
      return waitFor<void>({ signal }, (settle) => {
        const start = (): void => settle.resolve()
        waiting.add(start)
        return () => void waiting.delete(start)
      })
    },
    give() {
      const [next] = waiting
      if (next) next()
      else free++
    },
  }
}
