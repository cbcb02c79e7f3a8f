import type { Clock } from './clock.ts'

/** Hears that something has changed; what it hears while nobody waits is not lost, and hearing it twice counts once. */
export interface Latch {
  /** Something has changed. */
  wake(): void
  /** Resolves when something has changed since it last resolved, or was made; rejects with the signal's reason. */
  changed(signal: AbortSignal): Promise<void>
}

/** For one that waits at a time. */
export function createLatch(): Latch {
  let isSet = false
  let release: (() => void) | null = null
  return {
    wake() {
      isSet = true
      release?.()
    },
    changed(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const done = (): void => {
          isSet = false
          release = null
          signal.removeEventListener('abort', leave)
          resolve()
        }
        const leave = (): void => {
          release = null
          reject(signal.reason)
        }
        if (isSet) return done()
        release = done
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}

/** The same for one who looks again after so many ms at the latest. */
export async function changedWithin(
  latch: Latch,
  ms: number,
  { clock, signal }: { clock: Pick<Clock, 'after'>; signal: AbortSignal },
): Promise<void> {
  const cancel = clock.after(ms, latch.wake)
  await latch.changed(signal).finally(cancel)
}
