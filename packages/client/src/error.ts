import type { Part, Problem } from './types.ts'

/** Error codes of the service, explained at `/problems/{code}`. */
export type ErrorCode = Problem['code']

/**
 * Failures of the transport: the service could not be reached or the connection broke, nothing arrived in time, or the response
 * was not an answer of the service (a proxy's page, a body that ends early or is too large).
 */
export type TransportCode = 'unreachable' | 'timed_out' | 'bad_answer'

/** One error in the input of a request. */
export type Fault = NonNullable<Problem['errors']>[number]

export interface TributaryErrorOptions {
  status?: number | null
  problem?: Problem | null
  retryAfterMs?: number | null
  requestId?: string | null
  cause?: unknown
}

/** Every failure of a call. An aborted call rejects with the signal's reason instead. */
export class TributaryError extends Error {
  override readonly name = 'TributaryError'
  readonly code: ErrorCode | TransportCode
  /** The HTTP status; null if there was no response. */
  readonly status: number | null
  /** A description of this occurrence. */
  readonly detail: string
  /** The requested parts; empty if none had been requested. */
  readonly parts: readonly Part[]
  /** Every error in the input. */
  readonly errors: readonly Fault[]
  /** Milliseconds to wait before a retry; null if the service does not say. */
  readonly retryAfterMs: number | null
  /** The request id; quote it when reporting the error. */
  readonly requestId: string | null
  /** The problem document (RFC 9457). */
  readonly problem: Problem | null

  constructor(code: ErrorCode | TransportCode, detail: string, options: TributaryErrorOptions = {}) {
    const { status = null, problem = null, retryAfterMs = null, requestId = null, cause } = options
    const faults = (problem?.errors ?? []).map(({ name, message }) => `${name}: ${message}`)
    super([`${code}: ${detail}`, ...faults].join('; '), cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.detail = detail
    this.parts = problem?.parts ?? []
    this.errors = problem?.errors ?? []
    this.retryAfterMs = retryAfterMs
    this.requestId = requestId ?? problem?.requestId ?? null
    this.problem = problem
  }
}

/** The error for a problem. */
export const errorOfProblem = (problem: Problem, options: TributaryErrorOptions = {}): TributaryError =>
  new TributaryError(problem.code, problem.detail, { status: problem.status, ...options, problem })

/** Reads a body as a problem; null if it is not one. */
export function readProblem(text: string): Problem | null {
  try {
    const body = JSON.parse(text) as Partial<Problem> | null
    const isProblem =
      typeof body?.code === 'string' && typeof body.detail === 'string' && typeof body.status === 'number'
    return isProblem ? (body as Problem) : null
  } catch {
    return null
  }
}
