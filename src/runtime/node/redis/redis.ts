// What several instances share through one Redis, put together. Only an entry loads this, and only where REDIS_URL is set.
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
  leaseMs?: number
  /** Longest time that an answer may take before Redis is left alone. */
  patienceMs?: number
  /** Hears when Redis is down, and when it is used again. */
  tell?: (change: LinkChange) => void
}

export interface Shared {
  readonly store: Store
  readonly flights: SharedFlights
  readonly sharedRate: SharedRate
  readonly isUp: boolean
  /** Ends both connections. */
  close(): void
}

/** Begins to connect, and does not wait for it: the service works without, and uses Redis as soon as it answers. */
export function createShared({ url, clock, leaseMs, patienceMs, tell = () => {} }: SharedOptions): Shared {
  const connect = (name: string) => createConnection({ url, clock, name })
  const subscriber = connect('tributary-listener')
  const link = createLink({
    ...{ redis: connect('tributary'), clock, tell },
    ...(patienceMs !== undefined && { patienceMs }),
  })
  const flights = createLeases({ link, subscriber, clock, ...(leaseMs !== undefined && { leaseMs }) })
  // What goes wrong here is told by the link, and tried again.
  for (const redis of [link.redis, subscriber]) redis.connect().catch(() => {})
  return {
    store: createRedisStore(link),
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
