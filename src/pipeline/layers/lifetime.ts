import type { Answer, Layer } from '../call.ts'

/** Reads a value's own end of life in epoch ms; null for one that has none. */
export type ExpiresAt<Out> = ((value: Out) => number | null) | undefined

/** Is the value past its own end of life? */
export function isPast<Out>(value: Out, expiresAt: ExpiresAt<Out>, now: number): boolean {
  const end = expiresAt?.(value) ?? null
  return end !== null && end <= now
}

export interface LifetimeOptions<Out> {
  /** Counted from when the value was fetched; undefined leaves what the provider's policy gave. */
  freshMs?: number | undefined
  staleMs: number
  expiresAt: ExpiresAt<Out>
}

/** A value that is past its end when it comes is kept for a minute, so that not every caller asks for it again. */
const expiredMs = 60_000

/** Cuts the fresh time of what passes to the value's own. Below every cache, so that all of them keep the same. */
export function lifetime<In, Out>({
  freshMs,
  staleMs,
  expiresAt,
}: LifetimeOptions<Out>): Layer<In, Answer<Out>> {
  return (next) => async (input, ctx) => {
    const answer = await next(input, ctx)
    const { fetchedAt } = answer
    const until = freshMs === undefined ? answer.freshUntil : fetchedAt + freshMs
    const staleUntil = freshMs === undefined ? answer.staleUntil : until + staleMs
    const end = expiresAt?.(answer.value) ?? null
    if (end === null) return { ...answer, freshUntil: until, staleUntil }
    const freshUntil = Math.min(until, end > fetchedAt ? end : fetchedAt + expiredMs)
    return { ...answer, freshUntil, staleUntil }
  }
}
