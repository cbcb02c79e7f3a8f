// Requests an answer from the service as a value, for callers in the same process.
import type { ErrorCode, Fault } from '../core/errors.ts'
import type { DirectRoute, Received } from '../define/direct-route.ts'
import type { Route } from '../define/route.ts'
import type { Envelope, Part } from './part.ts'

/** What is requested: an aggregated route, a direct route, or a step of a job. */
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

/** The input as the caller wrote it; names and types are checked. */
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

/** An aggregated answer, a direct one, or the reason why there is no answer. */
export type Told = { envelope: Envelope } | { value: object } | { failure: NoAnswer }

/** Requests an answer. Rejects only for a bug, or when the signal aborts because the caller has left. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Told>
