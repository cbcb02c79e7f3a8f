import type { Redis } from 'ioredis'
import type { Clock } from '../../../core/clock.ts'
import type { Listener } from '../../runtime.ts'

export interface Listeners {
  listen(key: string): Listener
}

/** What one who listens does when its key is named. */
type Wake = () => void

/**
 * Hears the keys that are published on one channel, over one connection for the whole instance. What is published while the
 * connection is away is not heard: whoever waits has a bound.
 */
export function createListeners(subscriber: Redis, channel: string, clock: Clock): Listeners {
  const listening = new Map<string, Set<Wake>>()
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).catch(() => {})
  })
  subscriber.on('message', (_: string, key: string) => {
    for (const wake of listening.get(key) ?? []) wake()
  })
  return {
    listen(key) {
      let hasNews = false
      let wakeWaiter: Wake | undefined
      const wake = (): void => {
        hasNews = true
        wakeWaiter?.()
      }
      const own = listening.get(key) ?? new Set()
      listening.set(key, own.add(wake))
      return {
        async heard(ms, signal) {
          signal.throwIfAborted()
          if (!hasNews)
            await waitOrWake(clock, ms, signal, (resolve) => {
              wakeWaiter = resolve
            })
          wakeWaiter = undefined
          hasNews = false
        },
        end() {
          own.delete(wake)
          if (own.size === 0 && listening.get(key) === own) listening.delete(key)
        },
      }
    },
  }
}

/** Resolves when it is woken or the time is over; one timer and one listener, both gone when it settles. */
function waitOrWake(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  onWake: (wake: Wake) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => (): void => {
      cancel()
      signal.removeEventListener('abort', leave)
      then()
    }
    const leave = settle(() => reject(signal.reason))
    const wake = settle(resolve)
    const cancel = clock.after(ms, wake)
    signal.addEventListener('abort', leave, { once: true })
    onWake(wake)
  })
}
