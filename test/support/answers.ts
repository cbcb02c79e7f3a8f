import type { Answer } from '../../src/pipeline/call.ts'

/** An answer as an upstream's call gives it: fetched at `fetchedAt`, fresh for a minute, stale for ten more. */
export function answerOf<T>(value: T, fetchedAt: number, more: Partial<Answer<T>> = {}): Answer<T> {
  const freshUntil = fetchedAt + 60_000
  return {
    value,
    provider: 'sea',
    fetchedAt,
    freshUntil,
    staleUntil: freshUntil + 600_000,
    status: 'fresh',
    ...more,
  }
}
