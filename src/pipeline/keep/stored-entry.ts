import type { z } from 'zod'
import type { Answer, Loaded } from '../call.ts'
import type { ExpiresAt } from './freshness.ts'

/** Part of every key: entries of another shape are never read. */
const schemaVersion = 'v2'

/** Under which name the value of a key is kept where other instances look for it. */
export const storedName = (space: string, key: string): string => `tributary:${schemaVersion}:${space}:${key}`

/** What is kept of an answer: the value and where it came from, not how this caller got it. */
export function entryOf<Out>({
  value,
  provider,
  fetchedAt,
  freshUntil,
  staleUntil,
}: Answer<Out>): Loaded<Out> {
  return { value, provider, fetchedAt, freshUntil, staleUntil }
}

/** Checks what was found like an upstream's answer; throws when it is not a loaded value of the right shape. */
export function readEntry<Out>(
  found: unknown,
  output: z.ZodType<Out>,
  expiresAt?: ExpiresAt<Out>,
): Loaded<Out> {
  const { value, provider, fetchedAt, freshUntil, staleUntil } = Object(found) as Record<string, unknown>
  const times = [fetchedAt, freshUntil, staleUntil]
  if (typeof provider !== 'string' || !times.every((time) => typeof time === 'number'))
    throw new Error('not an entry')
  const [fetched, fresh, stale] = times as [number, number, number]
  const parsed = output.parse(value)
  const endsAt = expiresAt?.(parsed) ?? undefined
  return { value: parsed, provider, fetchedAt: fetched, freshUntil: fresh, staleUntil: stale, endsAt }
}
