// Asking for an aggregated answer as a value, for those who are no HTTP client of the service.
import type { ErrorCode } from '../core/errors.ts'
import type { Route } from '../define/route.ts'
import type { Envelope, Part } from './part.ts'

/** What an aggregate is asked. */
export interface Question {
  /** As the aggregate reads it. */
  query: unknown
  /** As the caller wrote it; names and types checked. */
  given: Readonly<Record<string, unknown>>
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal
}

/** Why there is no answer. */
export interface NoAnswer {
  code: ErrorCode
  title: string
  detail: string
  /** What to do next. */
  advice: string
  parts: readonly Part[]
}

/** Asks an aggregate. Rejects only for a bug, and when nobody waits any more. */
export type Ask = (aggregate: Route, question: Question) => Promise<Envelope | NoAnswer>

export const isNoAnswer = (answer: Envelope | NoAnswer): answer is NoAnswer => 'advice' in answer
