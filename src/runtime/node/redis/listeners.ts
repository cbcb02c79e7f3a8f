import type { Redis } from 'ioredis'
import type { Clock } from '../../../core/clock.ts'
import { changedWithin, createLatch, type Latch } from '../../../core/latch.ts'
import type { Listener } from '../../runtime.ts'

export interface Listeners {
  listen(key: string): Listener
}

/**
 * Hears the keys that are published on one channel, over one connection for the whole instance. What is published while the
 * connection is away is not heard: every wait has a bound.
 */
export function createListeners(subscriber: Redis, channel: string, clock: Clock): Listeners {
  const listening = new Map<string, Set<Latch>>()
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).catch(() => {})
  })
  subscriber.on('message', (_: string, key: string) => {
    for (const latch of listening.get(key) ?? []) latch.wake()
  })
  return {
    listen(key) {
      const latch = createLatch()
      const own = listening.get(key) ?? new Set()
      listening.set(key, own.add(latch))
      return {
        heard: (ms, signal) => changedWithin(latch, ms, { clock, signal }),
        end() {
          own.delete(latch)
          if (own.size === 0 && listening.get(key) === own) listening.delete(key)
        },
      }
    },
  }
}
