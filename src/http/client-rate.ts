import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/clock.ts'
import { afterToken, bucketOf, nextToken } from '../core/token-bucket.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

export interface ClientRateOptions {
  clock: Pick<Clock, 'elapsed'>
  /** Requests a second, averaged; 0 for no limit. */
  rps: number
  /** Requests that may come at once. */
  burst: number
  /** Clients remembered at a time. One that is forgotten starts again with its whole burst. */
  maxClients?: number
}

export interface Taken {
  isAllowed: boolean
  /** Milliseconds until the next request would be allowed; 0 when it is. */
  waitMs: number
  /** For the answer, whichever it is. */
  headers: Record<string, string>
}

export interface ClientRate {
  /** Counts a request of this client; null where there is no limit. A request that is not allowed costs nothing. */
  take(client: string): Taken | null
}

/** A token bucket for each client, kept as one number: the instant at which it will be full again. */
export function createClientRate(options: ClientRateOptions): ClientRate {
  const { clock, rps, burst, maxClients = 50_000 } = options
  if (rps <= 0) return { take: () => null }
  const fullAt = new LRUCache<string, number>({ max: maxClients })
  const bucket = bucketOf(rps, burst)
  const { spacingMs } = bucket
  return {
    take(client) {
      const now = clock.elapsed()
      const before = Math.max(now, fullAt.get(client) ?? now)
      const after = afterToken(before, bucket, now)
      // Less than a nanosecond is what sums of fractions leave behind.
      const waitMs = nextToken(before, bucket, now) - now
      const isAllowed = waitMs < 1e-6
      if (isAllowed) fullAt.set(client, after)
      const emptyMs = (isAllowed ? after : before) - now
      const headers = rateLimitHeaders({
        policy: 'client',
        quota: burst,
        windowMs: burst * spacingMs,
        remaining: Math.floor(burst - emptyMs / spacingMs + 1e-6),
        // With nothing left: when there is something again; else when the whole burst is there.
        resetMs: isAllowed ? emptyMs : waitMs,
      })
      return { isAllowed, waitMs: isAllowed ? 0 : waitMs, headers }
    },
  }
}
