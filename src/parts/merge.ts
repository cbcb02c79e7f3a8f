// Builds an answer from its finished parts. Pure, so that every rule can be tested without a request.
import { AppError, type ErrorCode } from '../core/errors.ts'
import type { PartResult } from './collector.ts'
import type { Envelope, Part } from './part.ts'

export interface MergeInput {
  data: unknown
  results: readonly PartResult[]
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
  /**
   * The pieces of data that the parts added, for the writer of the answer. They are never modified; those of cached values
   * recur in later answers.
   */
  pieces: ReadonlyMap<unknown, { isCached: boolean }>
}

/** A part that failed, with its reason. */
type Failed = PartResult & { error: AppError }

/** Assembles an answer: orders its parts, and decides whether it is complete or a problem. */
export function merge(input: MergeInput): Merged {
  const { data, results, order, strict, lacking, generatedAt, budgetMs, tookMs } = input
  const inOrder = order.length > 1 ? byPlace(results, order) : results
  const failed = inOrder.filter((each): each is Failed => each.error !== null)
  const there = inOrder.filter(({ error }) => error === null)
  const isFailure = strict || there.length === 0
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
    failure: failureOf(decisive),
    oldest: least(results.map(({ fetchedAt }) => fetchedAt)),
    freshUntil: least(results.map(({ freshUntil }) => freshUntil)),
    pieces: piecesOf(there),
  }
}

const isPart = (part: Part, { source, key }: { source: string; key: string }): boolean =>
  part.source === source && part.key === key

const byPlace = (results: readonly PartResult[], order: readonly string[]): readonly PartResult[] =>
  results.toSorted((a, b) => order.indexOf(a.part.source) - order.indexOf(b.part.source))

/** The pieces that were added whole, and the list items that may have been added one by one. */
function piecesOf(there: readonly PartResult[]): ReadonlyMap<unknown, { isCached: boolean }> {
  const pieces = new Map<unknown, { isCached: boolean }>()
  for (const { piece, part } of there) {
    const from = part.status === 'fresh' ? loaded : cached
    pieces.set(piece, from)
    if (Array.isArray(piece)) for (const item of piece) pieces.set(item, from)
  }
  return pieces
}

const loaded = { isCached: false }
const cached = { isCached: true }

/** The lowest of the numbers that are known; null when none is. */
function least(numbers: readonly (number | null | undefined)[]): number | null {
  let lowest: number | null = null
  for (const each of numbers) {
    if (typeof each === 'number' && (lowest === null || each < lowest)) lowest = each
  }
  return lowest
}

/**
 * Returns one error for all failed parts: 404 when all are missing, 504 when all ran out of time, 503 with the shortest
 * `Retry-After` when all were refused or limited, otherwise 502.
 */
function failureOf(failed: readonly Failed[]): AppError | null {
  const [first] = failed
  if (!first) return null
  const errors = failed.map(({ error }) => error)
  const { source, key, error } = first.part
  const firstDetail = `${source} ${key}: ${error?.detail}`
  const detail =
    failed.length === 1 ? firstDetail : `${failed.length} parts failed; the first, ${firstDetail}`
  const retryAfterMs = least(errors.map((each) => each.retryAfterMs))
  return new AppError(commonCode(errors), detail, retryAfterMs === null ? {} : { retryAfterMs })
}

function commonCode(errors: readonly AppError[]): ErrorCode {
  const all = (status: number): boolean => errors.every((error) => error.status === status)
  const { code } = errors.reduce((a, b) => (waitOf(b) < waitOf(a) ? b : a))
  if (all(503) || errors.every((error) => error.code === code)) return code
  return all(504) ? 'upstream_timeout' : 'upstream_error'
}

const waitOf = ({ retryAfterMs = Number.POSITIVE_INFINITY }: AppError): number => retryAfterMs
