// What memory gives again and again is told in the same words each time: they are made once for as long as the value lives.
import type { RequestPart } from '../core/events.ts'
import type { Loaded } from '../pipeline/call.ts'
import type { Part } from './part.ts'

export interface Recollection {
  readonly part: Part
  /** The same for the log. */
  readonly told: RequestPart
}

const known = new WeakMap<Loaded<unknown>, Recollection>()

/** The part of an answer that a value in memory gives at once; frozen, and the same object for the same value and key. */
export function recollect(
  loaded: Loaded<unknown>,
  source: string,
  key: string,
  skipped: number,
): Recollection {
  const before = known.get(loaded)
  // A key may be written in several ways.
  if (before && before.part.key === key) return before
  const { provider, fetchedAt } = loaded
  const what = { source, key, provider, status: 'cached' } as const
  const part: Part = { ...what, fetchedAt: new Date(fetchedAt).toISOString(), tookMs: 0, attempts: 0 }
  if (skipped > 0) part.skipped = skipped
  const told = { ...what, tookMs: 0, attempts: 0 }
  const made = { part: Object.freeze(part), told: Object.freeze(told) }
  known.set(loaded, made)
  return made
}
