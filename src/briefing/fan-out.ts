import { waitFor } from '../core/wait.ts'

export interface FanOut {
  /** Waits for its turn; a promise only where others have to end first. What was taken is to be given back. */
  take(signal: AbortSignal): void | Promise<void>
  give(): void
}

/**
 * How many parts one request asks for at once, in the order in which they were asked for: one caller with fifty zones leaves
 * room for others. Not p-limit: it takes eight promises for each part, also where none has to wait, and lets no waiter go.
 */
export function createFanOut(max: number): FanOut {
  const waiting = new Set<() => void>()
  let free = max
  return {
    take(signal) {
      if (free > 0) return void free--
      return waitFor<void>({ signal }, ({ resolve }) => {
        const start = (): void => resolve()
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
