import type { Context } from './context.ts'

/** An asynchronous function of an input: an upstream, or anything around one. */
export type Call<In, Out> = (input: In, ctx: Context) => Promise<Out>

/** A value with its provenance; instants in epoch milliseconds. */
export interface Loaded<T> {
  readonly value: T
  /** Which upstream it came from. */
  readonly provider: string
  readonly fetchedAt: number
  /** Served as it is until then; after it, served while it is refreshed. */
  readonly freshUntil: number
  /** Not served after it. */
  readonly staleUntil: number
  /** The value's own end of life, where it has one: after it, served only when asking again fails. */
  readonly endsAt?: number | undefined
}

/** Where the time of one load went, in ms. */
export interface Timings {
  /** From asking the guards until the request that answered was sent: places, rates, pauses, attempts that failed. */
  readonly queueMs: number
  /** The request that answered, from sending it to its last byte. */
  readonly upstreamMs: number
  readonly decodeMs: number
}

/** A loaded value as it reaches a caller. */
export interface Answer<T> extends Loaded<T> {
  readonly status: 'fresh' | 'cached' | 'stale'
  /** Of the load that gave a fresh answer; none from a cache. */
  readonly timings?: Timings
}

/** Where the time of two requests went, one after the other; absent when neither was made for this answer. */
export function together(one: Timings | undefined, other: Timings | undefined): { timings?: Timings } {
  if (!one || !other) {
    const timings = one ?? other
    return timings ? { timings } : {}
  }
  return {
    timings: {
      queueMs: one.queueMs + other.queueMs,
      upstreamMs: one.upstreamMs + other.upstreamMs,
      decodeMs: one.decodeMs + other.decodeMs,
    },
  }
}
