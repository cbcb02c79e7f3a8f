import type { Clock } from './clock.ts'
import { waitFor } from './wait.ts'

/** Signals a change to a waiter. A change without a waiter is remembered; several changes count as one. */
export interface Latch {
  /** Signals a change. */
  wake(): void
  /** Resolves on a change since it last resolved, or since creation; rejects with the signal's reason. */
  changed(signal: AbortSignal): Promise<void>
}

/** Creates a latch for one waiter at a time. */
export function createLatch(): Latch {
  let isSet = false
  let release: (() => void) | null = null
  return {
    wake() {
      isSet = true
      release?.()
    },
    changed: (signal) =>
      waitFor<void>({ signal }, (settle) => {
        const done = (): void => {
          isSet = false
          settle.resolve()
        }
        if (isSet) return void done()
        release = done
        return () => {
          release = null
        }
      }),
  }
}

/** Resolves on a change, or after `ms` at the latest. */
export async function changedWithin(
  latch: Latch,
  ms: number,
  { clock, signal }: { clock: Pick<Clock, 'after'>; signal: AbortSignal },
): Promise<void> {
  const cancel = clock.after(ms, latch.wake)
  await latch.changed(signal).finally(cancel)
}
