// An answer that came whole from memory would be made again, but for its times, for the next caller who asks the same. It is
// good for exactly as long as memory holds the very values it was made of and all of them are fresh: a purge, a refresh or
// an eviction ends it without a word, and asking counts as use of those values. The times in it are those of the answer it
// repeats.
import { LRUCache } from 'lru-cache'
import type { RequestPart } from '../core/events.ts'

/** What an answer must bring to be given again. */
export interface Repeatable {
  /** Epoch ms: when its oldest part was fetched, and when the first of them stops being fresh. */
  oldest: number
  freshUntil: number
  parts: readonly RequestPart[]
  /** Whether memory still holds what it was made of. */
  isHeld(): boolean
}

export interface Repeats<Answer> {
  /** Keeps an answer under whatever tells requests apart that may be answered differently. */
  keep(key: string, answer: Answer, repeatable: Repeatable): void
  /** What is kept for such a request, when a new answer would be the same; `now` is epoch ms. */
  get(key: string, now: number): { answer: Answer; repeatable: Repeatable } | null
}

/** Longer than what tells requests apart that come often. */
export const longestKey = 2_000

/** Keeps answers in at most so many bytes. */
export function createRepeats<Answer>({
  maxBytes,
  sizeOf,
}: {
  maxBytes: number
  sizeOf: (answer: Answer) => number
}): Repeats<Answer> {
  const kept = new LRUCache<string, { answer: Answer; repeatable: Repeatable }>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ answer, repeatable }, key) =>
      key.length + 300 * repeatable.parts.length + 500 + sizeOf(answer),
  })
  return {
    keep(key, answer, repeatable) {
      if (key.length > longestKey || !repeatable.isHeld()) return
      // Frozen, so that whoever tells of the parts may write them once.
      const parts = Object.freeze(repeatable.parts)
      kept.set(key, { answer, repeatable: { ...repeatable, parts } })
    },
    get(key, now) {
      const known = kept.get(key)
      if (!known) return null
      if (now < known.repeatable.freshUntil && known.repeatable.isHeld()) return known
      kept.delete(key)
      return null
    },
  }
}
