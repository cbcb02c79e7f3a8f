import type { Timings } from './call.ts'

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
