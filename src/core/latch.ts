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

/** Latches by key; several waiters of one key have one each. */
export interface Latches {
  /** Signals a change of this key, or of all keys. */
  wake(key?: string): void
  open(key: string): { latch: Latch; close(): void }
}

export function createLatches(): Latches {
  const all = new Map<string, Set<Latch>>()
  return {
    wake(key) {
      const woken = key === undefined ? [...all.values()] : [all.get(key) ?? []]
      for (const latch of woken.flatMap((each) => [...each])) latch.wake()
    },
    open(key) {
      const latch = createLatch()
      const own = all.get(key) ?? new Set()
      all.set(key, own.add(latch))
      return {
        latch,
        close() {
          own.delete(latch)
          if (own.size === 0 && all.get(key) === own) all.delete(key)
        },
      }
    },
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
