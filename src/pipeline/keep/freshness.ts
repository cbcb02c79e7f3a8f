import type { Answer, Loaded } from '../call.ts'

/**
 * What a value is good for. `fresh`: served as it is. `stale`: served while it is refreshed. `expired`: past its own end of
 * life, so that it is asked for again and served only if that fails. `gone`: not served.
 */
export type Freshness = 'fresh' | 'stale' | 'expired' | 'gone'

/** The one rule; the script in runtime/node/redis/leases.ts takes a value for fresh by the same comparison. */
export function freshness(
  { freshUntil, staleUntil, endsAt }: Pick<Loaded<unknown>, 'freshUntil' | 'staleUntil' | 'endsAt'>,
  now: number,
): Freshness {
  if (now >= staleUntil) return 'gone'
  if (now < freshUntil) return 'fresh'
  return endsAt !== undefined && endsAt <= now ? 'expired' : 'stale'
}

/** How a remembered value is labelled: one that came past its own end, and is kept all the same, is not called fresh. */
export const statusOf = (loaded: Loaded<unknown>, now: number): 'cached' | 'stale' =>
  now < loaded.freshUntil && (loaded.endsAt === undefined || loaded.endsAt > now) ? 'cached' : 'stale'

/** Reads a value's own end of life in epoch ms; null for one that has none. */
export type ExpiresAt<Out> = ((value: Out) => number | null) | undefined

export interface Life<Out> {
  /** Counted from when the value was fetched; undefined leaves what the provider's policy gave. */
  freshMs?: number | undefined
  staleMs: number
  expiresAt: ExpiresAt<Out>
}

/** A value that is past its end when it comes is kept for a minute, so that not every caller asks for it again. */
const expiredMs = 60_000

/** Sets how long an answer is good for, its value's own end included: once, below all caches, so that all keep the same. */
export function withLife<Out>(answer: Answer<Out>, { freshMs, staleMs, expiresAt }: Life<Out>): Answer<Out> {
  const { fetchedAt } = answer
  const until = freshMs === undefined ? answer.freshUntil : fetchedAt + freshMs
  const staleUntil = freshMs === undefined ? answer.staleUntil : until + staleMs
  const endsAt = expiresAt?.(answer.value) ?? undefined
  if (endsAt === undefined) return { ...answer, freshUntil: until, staleUntil }
  const freshUntil = Math.min(until, endsAt > fetchedAt ? endsAt : fetchedAt + expiredMs)
  return { ...answer, freshUntil, staleUntil, endsAt }
}
