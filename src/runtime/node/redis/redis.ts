// State that several instances share through one Redis. Imported by entries only, and only when REDIS_URL is set.
import type { Clock } from '../../../core/clock.ts'
import type { SharedFlights, SharedRate, Store } from '../../runtime.ts'
import { createConnection } from './connection.ts'
import { createLeases } from './leases.ts'
import { createLink, type LinkChange } from './link.ts'
import { createRedisRate } from './shared-rate.ts'
import { createRedisStore } from './store.ts'

export interface SharedOptions {
  url: string
  clock: Clock
  /** Maximum time of an operation, in ms; after a longer one Redis counts as down. */
  timeoutMs: number
  /** Called when Redis goes down and when it is used again. */
  tell?: (change: LinkChange) => void
}

export interface Shared {
  readonly store: Store
  readonly flights: SharedFlights
  readonly sharedRate: SharedRate
  readonly isUp: boolean
  /** Closes both connections. */
  close(): void
}

/** Starts to connect without waiting: the service works without Redis and uses it as soon as it answers. */
export function createShared({ url, clock, timeoutMs, tell = () => {} }: SharedOptions): Shared {
  const connect = (name: string) => createConnection({ url, clock, name })
  const subscriber = connect('tributary-listener')
  const link = createLink({ redis: connect('tributary'), clock, timeoutMs, tell })
  const flights = createLeases({ link, subscriber, clock, timeoutMs })
  // Failures are reported and retried by the link.
  for (const redis of [link.redis, subscriber]) redis.connect().catch(() => {})
  return {
    store: createRedisStore(link, timeoutMs),
    flights,
    sharedRate: createRedisRate(link),
    get isUp() {
      return link.isUp
    },
    close() {
      link.close()
      subscriber.disconnect()
    },
  }
}
