// Builds an answer from its finished parts. Pure, so that every rule can be tested without a request.
import { AppError, type ErrorCode } from '../core/errors.ts'
import { type Run, runsOf } from '../core/events.ts'
import type { Envelope, Part } from './part.ts'
import type { PartResult } from './part-entry.ts'

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
  /** Its parts, counted. */
  runs: readonly Run[]
}

/** A part that failed, with its reason. */
type Failed = PartResult & { error: AppError }

/** Assembles an answer: orders its parts, and decides whether it is complete or a problem. */
export function merge(input: MergeInput): Merged {
  const { data, results, order, strict, lacking, generatedAt, budgetMs, tookMs } = input
  const inOrder = order.length > 1 ? byPlace(results, order) : results
  const parts: Part[] = []
  const failed: Failed[] = []
  const pieces: Pieces = new Map()
  const attribution: string[] = []
  let complete = true
  let oldest: number | null = null
  let freshUntil: number | null = null
  for (const result of inOrder) {
    const { part } = result
    parts.push(part)
    if (isFailed(result)) {
      failed.push(result)
      continue
    }
    if (part.skipped) complete = false
    if (result.attribution !== null && !attribution.includes(result.attribution))
      attribution.push(result.attribution)
    oldest = least(oldest, result.fetchedAt)
    freshUntil = least(freshUntil, result.freshUntil)
    addPiece(pieces, result)
  }
  const isFailure = strict || failed.length === results.length
  const decisive = lacking ? failed.filter(({ part }) => isPart(part, lacking)) : isFailure ? failed : []
  return {
    envelope: {
      complete: complete && failed.length === 0,
      data,
      parts,
      meta: { generatedAt: new Date(generatedAt).toISOString(), budgetMs, tookMs, attribution },
    },
    failure: failureOf(decisive),
    oldest,
    freshUntil,
    pieces,
    runs: runsOf(parts),
  }
}

const isFailed = (result: PartResult): result is Failed => result.error !== null

const isPart = (part: Part, { source, key }: { source: string; key: string }): boolean =>
  part.source === source && part.key === key

const byPlace = (results: readonly PartResult[], order: readonly string[]): readonly PartResult[] =>
  results.toSorted((a, b) => order.indexOf(a.part.source) - order.indexOf(b.part.source))

type Pieces = Map<unknown, { isCached: boolean }>

/** Adds a piece that may have been added whole, and the list items that may have been added one by one. */
function addPiece(pieces: Pieces, { piece, part }: PartResult): void {
  const from = part.status === 'fresh' ? loaded : cached
  pieces.set(piece, from)
  if (Array.isArray(piece)) for (const item of piece) pieces.set(item, from)
}

const loaded = { isCached: false }
const cached = { isCached: true }

/** The lower of two numbers; a number that is not known counts as the higher. */
const least = (one: number | null, other: number | null): number | null =>
  one === null || (other !== null && other < one) ? other : one

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
  const retryAfterMs = Math.min(...errors.map(waitOf))
  return new AppError(commonCode(errors), detail, retryAfterMs < Infinity ? { retryAfterMs } : {})
}

function commonCode(errors: readonly AppError[]): ErrorCode {
  const all = (status: number): boolean => errors.every((error) => error.status === status)
  const { code } = errors.reduce((a, b) => (waitOf(b) < waitOf(a) ? b : a))
  if (all(503) || errors.every((error) => error.code === code)) return code
  return all(504) ? 'upstream_timeout' : 'upstream_error'
}

const waitOf = ({ retryAfterMs = Number.POSITIVE_INFINITY }: AppError): number => retryAfterMs
