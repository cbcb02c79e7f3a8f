import type { MemoryCollector } from '../define/collector.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import { type CollectedPart, cachedPart, cachedPiece } from './part-entry.ts'

/**
 * Collects the parts of an answer that memory can give at once: fresh values, presented synchronously. Reports nothing, because an
 * answer that lacks a part is gathered again in the usual way.
 */
export function createMemoryCollector({
  now,
  built,
  settings,
}: {
  now: number
  built(name: string): BuiltSource
  settings: MemoryCollector['settings']
}): MemoryCollector & { results: CollectedPart[] } {
  const results: CollectedPart[] = []
  return {
    now,
    settings,
    results,
    recall(source, input, present, form) {
      if (source.callerHeaders) return null
      const asked = built(source.name)
      const key = asked.key(input)
      const known = asked.peek(key, now)
      if (!known) return null
      const piece = cachedPiece(known, present, form)
      if (piece === null || piece instanceof Promise) return null
      results.push({ ...cachedPart(known, asked, { cacheKey: key, key: asked.label(input) }), piece })
      return piece
    },
  }
}
