import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/clock.ts'
import { afterToken, bucketOf, nextToken } from '../core/token-bucket.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

export interface ClientRateOptions {
  clock: Pick<Clock, 'elapsed'>
  /** Average number of requests per second; 0 for no limit. */
  rps: number
  /** Maximum number of requests at once. */
  burst: number
}

export interface Taken {
  isAllowed: boolean
  /** Milliseconds until the next request would be allowed; 0 when it is. */
  waitMs: number
  /** For the response, allowed or not. */
  headers: Record<string, string>
}

export interface ClientRate {
  /** Counts a request of this client; null when there is no limit. A request that is not allowed takes no token. */
  take(client: string): Taken | null
  /** True when `take` would allow a request of this client now. Takes no token. */
  allows(client: string): boolean
}

/** Maximum number of clients remembered; one that is forgotten gets its whole burst again. */
const maxClients = 50_000

/** Creates a token bucket for each client, stored as one number: the time at which it is full again. */
export function createClientRate({ clock, rps, burst }: ClientRateOptions): ClientRate {
  if (rps <= 0) return { take: () => null, allows: () => true }
  const fullAt = new LRUCache<string, number>({ max: maxClients })
  const bucket = bucketOf(rps, burst)
  const { spacingMs } = bucket
  const stateOf = (client: string, now: number) => {
    const before = Math.max(now, fullAt.get(client) ?? now)
    const waitMs = nextToken(before, bucket, now) - now
    // Rounding errors of floating point are below a nanosecond.
    return { before, waitMs, isAllowed: waitMs < 1e-6 }
  }
  return {
    allows: (client) => stateOf(client, clock.elapsed()).isAllowed,
    take(client) {
      const now = clock.elapsed()
      const { before, waitMs, isAllowed } = stateOf(client, now)
      const after = afterToken(before, bucket, now)
      if (isAllowed) fullAt.set(client, after)
      const emptyMs = (isAllowed ? after : before) - now
      const headers = rateLimitHeaders({
        policy: 'client',
        quota: burst,
        windowMs: burst * spacingMs,
        remaining: Math.floor(burst - emptyMs / spacingMs + 1e-6),
        // The time until the next token when none is left, otherwise until the bucket is full.
        resetMs: isAllowed ? emptyMs : waitMs,
      })
      return { isAllowed, waitMs: isAllowed ? 0 : waitMs, headers }
    },
  }
}
