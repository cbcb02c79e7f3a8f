// The part of a value in memory is built once and reused for as long as the value is cached.
import type { RequestPart } from '../core/events.ts'
import type { Loaded } from '../pipeline/call.ts'
import type { Part } from './part.ts'

export interface CachedPart {
  readonly part: Part
  /** The part as it is logged and sent in events. */
  readonly entry: RequestPart
}

const known = new WeakMap<Loaded<unknown>, CachedPart>()

/** The part for a value in memory; frozen, and the same object for the same value and key. */
export function cachedPart(
  loaded: Loaded<unknown>,
  source: string,
  key: string,
  skipped: number,
): CachedPart {
  const before = known.get(loaded)
  // A key may be written in several ways.
  if (before && before.part.key === key) return before
  const { provider, fetchedAt } = loaded
  const entry = { source, key, provider, status: 'cached', tookMs: 0, attempts: 0 } as const
  const part: Part = { ...entry, fetchedAt: new Date(fetchedAt).toISOString() }
  if (skipped > 0) part.skipped = skipped
  const made = { part: Object.freeze(part), entry: Object.freeze(entry) }
  known.set(loaded, made)
  return made
}
