import type { Redis } from 'ioredis'
import type { Clock } from '../../../core/clock.ts'
import { changedWithin, createLatches } from '../../../core/latch.ts'
import type { Listener } from '../../runtime.ts'

export interface Listeners {
  listen(key: string): Listener
}

/**
 * Hears the keys that are published on one channel, over one connection for the whole instance. What is published while the
 * connection is away is not heard: every wait has a bound.
 */
export function createListeners(subscriber: Redis, channel: string, clock: Clock): Listeners {
  const latches = createLatches()
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).catch(() => {})
  })
  subscriber.on('message', (_: string, key: string) => latches.wake(key))
  return {
    listen(key) {
      const { latch, close } = latches.open(key)
      return { heard: (ms, signal) => changedWithin(latch, ms, { clock, signal }), end: close }
    },
  }
}
