import type { Answer, Loaded } from '../call.ts'

/**
 * Freshness of a value. `fresh`: served. `stale`: served while it is refreshed. `expired`: past the expiry that the value
 * states, so it is loaded again and served only if that fails. `gone`: not served.
 */
export type Freshness = 'fresh' | 'stale' | 'expired' | 'gone'

const never = Number.POSITIVE_INFINITY

/** The only freshness rule; the script in runtime/node/redis/leases.ts uses the same comparison for `fresh`. */
export function freshness(
  { freshUntil, staleUntil, endsAt = never }: Pick<Loaded<unknown>, 'freshUntil' | 'staleUntil' | 'endsAt'>,
  now: number,
): Freshness {
  if (now >= staleUntil) return 'gone'
  if (now < freshUntil) return 'fresh'
  return endsAt <= now ? 'expired' : 'stale'
}

/** Status label of a cached value: one that had already expired when it was loaded is not labelled as fresh. */
export const statusOf = ({ freshUntil, endsAt = never }: Loaded<unknown>, now: number): 'cached' | 'stale' =>
  now < freshUntil && now < endsAt ? 'cached' : 'stale'

/** Reads the expiry that a value states, in epoch ms; null for none. */
export type ExpiresAt<Out> = ((value: Out) => number | null) | undefined

export interface Life<Out> {
  /** In ms from when the value was fetched; undefined keeps the provider's policy. */
  freshMs?: number | undefined
  staleMs: number
  expiresAt: ExpiresAt<Out>
}

/** Time in ms that an already expired value is cached, so that not every caller loads it again. */
const expiredMs = 60_000

/** Sets an answer's lifetime, its stated expiry included. Applied once, below all caches, so that all of them agree. */
export function withLife<Out>(answer: Answer<Out>, { freshMs, staleMs, expiresAt }: Life<Out>): Answer<Out> {
  const { fetchedAt } = answer
  const until = freshMs === undefined ? answer.freshUntil : fetchedAt + freshMs
  const staleUntil = freshMs === undefined ? answer.staleUntil : until + staleMs
  const endsAt = expiresAt?.(answer.value) ?? undefined
  if (endsAt === undefined) return { ...answer, freshUntil: until, staleUntil }
  const freshUntil = Math.min(until, endsAt > fetchedAt ? endsAt : fetchedAt + expiredMs)
  return { ...answer, freshUntil, staleUntil, endsAt }
}
