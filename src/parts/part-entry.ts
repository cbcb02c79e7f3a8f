// A part as the answer shows it, and as it is logged.
import { type AppError, errorKinds } from '../core/errors.ts'
import type { RequestPart } from '../core/events.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import type { Loaded, Timings } from '../pipeline/call.ts'
import type { Part } from './part.ts'

/** One finished part, with the facts that the merge needs. */
export interface PartResult {
  part: Part
  /** The data that it adds to the answer; null when it failed. */
  piece: unknown
  /** Epoch ms, or null for a failed part. */
  fetchedAt: number | null
  freshUntil: number | null
  attribution: string | null
  /** Tells whether memory still holds its value; null when the value did not come from memory. */
  isHeld: (() => boolean) | null
  error: AppError | null
}

/** One part as it was collected. */
export interface CollectedPart extends PartResult {
  /** The part as it is logged and sent in events. */
  entry: RequestPart
}

/** The two forms of a part. */
export type PartEntry = Pick<CollectedPart, 'part' | 'entry'>

/** A part in memory, without the piece that it adds, which depends on the route. */
export type CachedPart = Readonly<Omit<CollectedPart, 'piece'>>

const known = new WeakMap<Loaded<unknown>, CachedPart>()

/** The part for a value in memory: put together once for as long as the value is cached, and the same object for the same value and key. */
export function cachedPart(
  loaded: Loaded<unknown>,
  { name: source, skipped, attribution, isHeld }: BuiltSource,
  { cacheKey, key }: { cacheKey: string; key: string },
): CachedPart {
  const before = known.get(loaded)
  // A key may be written in several ways.
  if (before && before.part.key === key) return before
  const { value, provider, fetchedAt, freshUntil } = loaded
  const entry = { source, key, provider, status: 'cached', tookMs: 0, attempts: 0 } as const
  const { part } = loadedPart(entry, { fetchedAt }, skipped(value))
  const made = {
    part: Object.freeze(part),
    entry: Object.freeze(entry),
    fetchedAt,
    freshUntil,
    attribution: attribution(provider),
    isHeld: isHeld(cacheKey, fetchedAt),
    error: null,
  }
  known.set(loaded, made)
  return made
}

/** Maximum number of forms kept of one value: a form that is made from a parameter may have any number. */
const maxForms = 8

const pieces = new WeakMap<Loaded<unknown>, Map<string, unknown>>()

/** Presents a value in memory: once for each form, for as long as the value is cached. A piece that takes time is not kept. */
export function cachedPiece<Out, Piece>(
  loaded: Loaded<unknown>,
  present: (value: Out) => Piece | Promise<Piece>,
  form: string | undefined,
): Piece | Promise<Piece> {
  if (form === undefined) return present(loaded.value as Out)
  const forms = pieces.getOrInsertComputed(loaded, () => new Map())
  const before = forms.get(form) as Piece | undefined
  if (before !== undefined) return before
  const piece = present(loaded.value as Out)
  if (!(piece instanceof Promise) && forms.size < maxForms) forms.set(form, piece)
  return piece
}

/** The part of a value that was loaded, or read from memory after some work. */
export function loadedPart(
  entry: RequestPart,
  { fetchedAt, timings }: { fetchedAt: number; timings?: Timings },
  skipped: number,
): PartEntry {
  const part: Part = { ...entry, fetchedAt: new Date(fetchedAt).toISOString() }
  if (skipped > 0) part.skipped = skipped
  if (entry.status === 'fresh' && timings) part.timings = rounded(timings)
  return { part, entry }
}

/** The part of a failure; `mayUseJob` when the caller could submit a job instead. */
export function failedPart(
  base: RequestPart,
  { code, message, retryAfterMs }: AppError,
  mayUseJob: boolean,
): PartEntry {
  const { status, title } = errorKinds[code]
  const mentionsJobs = mayUseJob && status === 503 && retryAfterMs !== undefined
  const detail = mentionsJobs ? `${message}; a job (\`POST /v1/jobs\`) waits for its turn` : message
  const wait = retryAfterMs !== undefined && { retryAfterMs: Math.ceil(retryAfterMs) }
  return {
    part: { ...base, fetchedAt: null, error: { code, status, title, detail, ...wait } },
    entry: { ...base, code, detail: message },
  }
}

const rounded = ({ queueMs, upstreamMs, decodeMs }: Timings): Timings => ({
  queueMs: hundredths(queueMs),
  upstreamMs: hundredths(upstreamMs),
  decodeMs: hundredths(decodeMs),
})

export const hundredths = (ms: number): number => Math.round(ms * 100) / 100
