// Asking the service for an answer as a value, for those who are no HTTP client of it.
import type { ErrorCode, Fault } from '../core/errors.ts'
import type { DirectRoute, Received } from '../define/direct-route.ts'
import type { Route } from '../define/route.ts'
import type { Envelope, Part } from './part.ts'

/** What is asked: an aggregated route, one that asks no source, or a step of a job. */
export type Question =
  | {
      type: 'route'
      route: Route
      /** As the route reads it. */
      query: unknown
      given: Given
    }
  | { type: 'direct'; route: DirectRoute; received: Received<unknown, unknown>; given: Given }
  | { type: 'start-job'; body: Given }
  | { type: 'get-job'; id: string; withResult: boolean }
  | { type: 'cancel-job'; id: string }

/** As the caller wrote it; names and types checked. */
export type Given = Readonly<Record<string, unknown>>

/** Why there is no answer. */
export interface NoAnswer {
  code: ErrorCode
  title: string
  detail: string
  /** What to do next. */
  advice: string
  faults?: readonly Fault[]
  parts: readonly Part[]
}

/** An aggregated answer, another one, or why there is none. */
export type Told = { envelope: Envelope } | { value: object } | { failure: NoAnswer }

/** Asks. Rejects only for a bug, and when the signal aborts because nobody waits any more. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Told>
