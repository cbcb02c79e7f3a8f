import type { Context } from './context.ts'

/** An asynchronous function of an input: an upstream call, or a layer around one. */
export type Call<In, Out> = (input: In, ctx: Context) => Promise<Out>

/** A value with its provenance; instants in epoch milliseconds. */
export interface Loaded<T> {
  readonly value: T
  /** The provider that it came from. */
  readonly provider: string
  readonly fetchedAt: number
  /** End of freshness: after this instant the value is served stale while it is refreshed. */
  readonly freshUntil: number
  /** The value is not served after this instant. */
  readonly staleUntil: number
  /** Expiry stated by the value itself, if any: after it, the value is served only when loading it again fails. */
  readonly endsAt?: number | undefined
}

/** Timings of one load, in ms. */
export interface Timings {
  /** Before the successful request was sent: waiting for permits and rate tokens, pauses, failed attempts. */
  readonly queueMs: number
  /** The successful request, from sending it to the last byte of its answer. */
  readonly upstreamMs: number
  readonly decodeMs: number
}

/** A loaded value as it reaches a caller. */
export interface Answer<T> extends Loaded<T> {
  readonly status: 'fresh' | 'cached' | 'stale'
  /** Timings of the load behind a fresh answer; absent for a cached one. */
  readonly timings?: Timings
}

/** The part of an answer that caches keep: the value and its provenance, without the details of this call. */
export function loadedOf<T>(answer: Answer<T>): Loaded<T> {
  // Field by field: excluding fields from a copy takes seven times as long, and this runs for every part that is loaded.
  const { value, provider, fetchedAt, freshUntil, staleUntil, endsAt } = answer
  return { value, provider, fetchedAt, freshUntil, staleUntil, endsAt }
}

/** Sums the timings of two consecutive requests; `timings` is absent when neither was made for this answer. */
export function together(one: Timings | undefined, other: Timings | undefined): { timings?: Timings } {
  const timings = one && other ? sum(one, other) : (one ?? other)
  return timings ? { timings } : {}
}

const sum = (one: Timings, other: Timings): Timings => ({
  queueMs: one.queueMs + other.queueMs,
  upstreamMs: one.upstreamMs + other.upstreamMs,
  decodeMs: one.decodeMs + other.decodeMs,
})
