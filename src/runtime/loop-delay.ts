import type { Timers } from '../core/wait.ts'

/** Time in ms until the timer that is measured is due. */
const timerMs = 20

/**
 * Creates a function that returns the delay of the event loop in ms: how late the timer ran that the previous call has set. One
 * that is overdue counts with its delay so far. Null before the first measurement. An idle process is not woken up: no timer
 * runs unless the function is called.
 */
export function createLoopDelay({ elapsed, after }: Timers): () => number | null {
  let delayMs: number | null = null
  let dueAt: number | null = null
  return () => {
    const now = elapsed()
    if (dueAt === null) {
      dueAt = now + timerMs
      after(timerMs, () => {
        delayMs = Math.max(0, elapsed() - (dueAt ?? 0))
        dueAt = null
      })
      return delayMs
    }
    return now > dueAt ? now - dueAt : delayMs
  }
}
