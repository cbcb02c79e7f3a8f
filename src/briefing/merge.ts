// Builds an answer from its finished parts. Pure, so that every rule can be tested without a request.
import { AppError, type ErrorCode } from '../core/errors.ts'
import type { Landed } from './gather.ts'
import type { Envelope, Part } from './part.ts'

export interface MergeInput {
  data: unknown
  landed: readonly Landed[]
  /** Names of the sources in the order of their parts. */
  order: readonly string[]
  /** True when one failed part fails the answer (`Prefer: handling=strict`). */
  strict: boolean
  /** The required part that failed; its failure becomes that of the answer. */
  lacking?: { source: string; key: string } | null
  generatedAt: number
  budgetMs: number
  tookMs: number
}

export interface Merged {
  envelope: Envelope
  /** Set when the answer is a problem rather than a 200. */
  failure: AppError | null
  /** Epoch ms of the oldest part, and when the first part stops being fresh; null where there is no part. */
  oldest: number | null
  freshUntil: number | null
  /** The pieces of data that the parts added, for the writer of the answer. They are never modified. */
  pieces: ReadonlySet<unknown>
}

/** Assembles an answer: orders its parts, and decides whether it is complete or a problem. */
export function merge(input: MergeInput): Merged {
  const { data, landed, order, strict, lacking, generatedAt, budgetMs, tookMs } = input
  const inOrder = order.length > 1 ? byPlace(landed, order) : landed
  const failed = inOrder.filter(({ error }) => error !== null)
  const there = failed.length > 0 ? inOrder.filter(({ error }) => error === null) : inOrder
  const isFailure = failed.length > 0 && (strict || there.length === 0)
  const decisive = lacking ? failed.filter(({ part }) => isPart(part, lacking)) : isFailure ? failed : []
  const attribution = new Set<string>()
  for (const part of there) if (part.attribution !== null) attribution.add(part.attribution)
  return {
    envelope: {
      complete: failed.length === 0 && !there.some(({ part }) => part.skipped),
      data,
      parts: inOrder.map(({ part }) => part),
      meta: {
        generatedAt: new Date(generatedAt).toISOString(),
        budgetMs,
        tookMs,
        attribution: [...attribution],
      },
    },
    failure: decisive.length > 0 ? failureOf(decisive) : null,
    oldest: least(there.map(({ fetchedAt }) => fetchedAt)),
    freshUntil: least(there.map(({ freshUntil }) => freshUntil)),
    pieces: piecesOf(there),
  }
}

const isPart = (part: Part, { source, key }: { source: string; key: string }): boolean =>
  part.source === source && part.key === key

const byPlace = (landed: readonly Landed[], order: readonly string[]): readonly Landed[] =>
  landed.toSorted((a, b) => order.indexOf(a.part.source) - order.indexOf(b.part.source))

/** The pieces that were added whole, and the list items that may have been added one by one. */
function piecesOf(there: readonly Landed[]): ReadonlySet<unknown> {
  const pieces = new Set<unknown>()
  for (const { piece } of there) {
    pieces.add(piece)
    if (Array.isArray(piece)) for (const item of piece) pieces.add(item)
  }
  return pieces
}

const least = (times: readonly (number | null)[]): number | null =>
  times.reduce((low, time) => (time !== null && (low === null || time < low) ? time : low), null)

/**
 * Returns one error for all failed parts: 404 when all are missing, 504 when all ran out of time, 503 with the shortest
 * `Retry-After` when all were refused or limited, otherwise 502.
 */
export function failureOf(failed: readonly Landed[]): AppError {
  const errors = failed.flatMap(({ error }) => (error ? [error] : []))
  const [first] = errors
  const detail = describe(failed.map(({ part }) => part))
  if (first && errors.every(({ code }) => code === first.code)) return speakFor(first.code, errors, detail)
  const statuses = new Set(errors.map(({ status }) => status))
  const [only] = statuses
  if (statuses.size === 1 && only === 504) return speakFor('upstream_timeout', errors, detail)
  if (statuses.size === 1 && only === 503) return speakFor(soonest(errors), errors, detail)
  return speakFor('upstream_error', errors, detail)
}

function speakFor(code: ErrorCode, errors: readonly AppError[], detail: string): AppError {
  const waits = errors.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]))
  return new AppError(code, detail, waits.length > 0 ? { retryAfterMs: Math.min(...waits) } : {})
}

const soonest = (errors: readonly AppError[]): ErrorCode =>
  errors.reduce((a, b) => ((b.retryAfterMs ?? Infinity) < (a.retryAfterMs ?? Infinity) ? b : a)).code

function describe(parts: readonly Part[]): string {
  const [first] = parts
  if (!first) return 'no part is available'
  const said = `${first.source} ${first.key}: ${first.error?.detail ?? ''}`
  return parts.length === 1 ? said : `${parts.length} parts failed; the first, ${said}`
}
