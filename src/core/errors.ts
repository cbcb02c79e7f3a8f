// The one error table. Status, retry, blame, the page under /problems and the documented OpenAPI responses all come from
// here; there is no second list. Over 250 lines, because it is one table with a row for each code.

export interface ErrorKind {
  /** HTTP status of a problem with this code. */
  status: number
  /** Whether the same call may be retried at once; default false. An AppError can narrow it. */
  retry?: boolean
  blame: 'caller' | 'us' | 'upstream'
  /** What the failure is evidence of; absent for none. An AppError can narrow it. */
  evidence?: Evidence
  title: string
  /** What the reader of the problem should do next. */
  advice: string
}

/**
 * What a failure is evidence of. `upstream`: the upstream is unhealthy, which opens its breaker and lowers its limit. `body`:
 * this body is unusable, which counts against the upstream only for many different keys in a row. `key`: a healthy upstream
 * refuses this key.
 */
export type Evidence = 'upstream' | 'body' | 'key'

export const errorKinds = {
  invalid_request: {
    status: 400,
    blame: 'caller',
    title: 'The request is malformed or contradictory',
    advice: '`errors` lists every error in the input: correct all of them and send the request again.',
  },
  unauthorized: {
    status: 401,
    blame: 'caller',
    title: 'An API key is required',
    advice: 'Send `Authorization: Bearer <key>` with a key from the operator.',
  },
  forbidden: {
    status: 403,
    blame: 'caller',
    title: 'The request is not allowed',
    advice:
      '`detail` gives the reason. Ask the operator for a key that may use this route, or to add the host of the page to `PAGES_ALLOW`.',
  },
  not_found: {
    status: 404,
    blame: 'caller',
    evidence: 'key',
    title: 'Not found',
    advice:
      'Check the spelling of the route, zone, place or subreddit. `/v1/marine/zones` lists every zone, `/docs` every route.',
  },
  method_not_allowed: {
    status: 405,
    blame: 'caller',
    title: 'The route does not support this method',
    advice: 'Use one of the methods in the `Allow` header.',
  },
  not_acceptable: {
    status: 406,
    blame: 'caller',
    title: 'No available format matches the Accept header',
    advice: 'Accept `application/json`, or omit the header.',
  },
  request_timeout: {
    status: 408,
    blame: 'caller',
    title: 'The request did not arrive in time',
    advice: 'Send the headers and the body without pauses, within the time given in `detail`.',
  },
  conflict: {
    status: 409,
    blame: 'caller',
    title: 'Conflicts with an existing resource',
    advice: 'Use a new `Idempotency-Key` for a new job. A job that has ended cannot be cancelled.',
  },
  gone: {
    status: 410,
    blame: 'caller',
    title: 'The result has expired',
    advice: 'Results are kept for a limited time. Start the job again.',
  },
  payload_too_large: {
    status: 413,
    blame: 'caller',
    title: 'The body is too large',
    advice: 'Send at most the number of bytes given in `detail`.',
  },
  unsupported_media_type: {
    status: 415,
    blame: 'caller',
    title: 'The content type of the body is not supported',
    advice: 'Send the body with the Content-Type given in `detail`.',
  },
  headers_too_large: {
    status: 431,
    blame: 'caller',
    title: 'The request line and headers are too large',
    advice: 'Send at most the number of bytes given in `detail`: fewer items in the query, fewer cookies.',
  },
  unprocessable: {
    status: 422,
    blame: 'caller',
    title: 'The content of the body cannot be processed',
    advice: 'Check that the body is complete, in the right encoding, and of the kind that the route expects.',
  },
  rate_limited: {
    status: 429,
    blame: 'caller',
    title: 'Too many requests from this caller',
    advice: 'Wait for the number of seconds in `Retry-After`, then send requests more slowly.',
  },
  overloaded: {
    status: 503,
    blame: 'us',
    title: 'Overloaded: a queue or rate limit is full',
    advice: 'Try again after `Retry-After`. If it continues, the operator should check `/v1/sources`.',
  },
  unavailable: {
    status: 503,
    blame: 'us',
    title: 'A part of this service is not available',
    advice: 'Try again after `Retry-After`. Operator: check the component named in `detail`.',
  },
  draining: {
    status: 503,
    blame: 'us',
    title: 'This instance is shutting down',
    advice: 'Send the request again: another instance will handle it.',
  },
  deadline: {
    status: 504,
    blame: 'us',
    title: 'The time budget was exceeded',
    advice: 'Request fewer parts, or allow more time with `Prefer: wait=<seconds>`.',
  },
  upstream_timeout: {
    status: 504,
    retry: true,
    blame: 'upstream',
    evidence: 'upstream',
    title: 'The upstream did not answer in time',
    advice: 'Try again shortly; `/v1/sources` shows the state of the upstream.',
  },
  upstream_unreachable: {
    status: 502,
    retry: true,
    blame: 'upstream',
    evidence: 'upstream',
    title: 'The upstream could not be reached',
    advice: 'Try again shortly. Operator: check the base URL, DNS, TLS and proxy of this upstream.',
  },
  upstream_error: {
    status: 502,
    blame: 'upstream',
    evidence: 'upstream',
    title: 'The upstream answered with an error',
    advice: 'Try again later; `detail` describes the answer.',
  },
  upstream_rate_limited: {
    status: 503,
    blame: 'upstream',
    title: 'The rate limit of the upstream is reached',
    advice:
      'Try again after `Retry-After`. Operator: lower the rate, or use credentials with a larger quota.',
  },
  upstream_forbidden: {
    status: 502,
    blame: 'upstream',
    title: 'The upstream refused the request',
    advice:
      'It is private, quarantined, or needs credentials: `detail` names the variables to set, if any. Credentials for Reddit need its approval: apply as its Responsible Builder Policy says, at support.reddithelp.com/hc/en-us/articles/42728983564564.',
  },
  upstream_invalid: {
    status: 502,
    blame: 'upstream',
    evidence: 'body',
    title: 'The answer of the upstream is invalid',
    advice: 'Try again later. Operator: if it continues, the upstream has changed its format.',
  },
  upstream_too_large: {
    status: 502,
    blame: 'upstream',
    evidence: 'body',
    title: 'The answer of the upstream is too large',
    advice: 'Request fewer items (a smaller `limit`). Operator: if it continues, the upstream has changed.',
  },
  circuit_open: {
    status: 503,
    blame: 'upstream',
    title: 'Not requested: the upstream has been failing',
    advice: 'Try again after `Retry-After`; the upstream is probed again by then.',
  },
  internal: {
    status: 500,
    blame: 'us',
    title: 'Internal error',
    advice: 'Report it with the value of `X-Request-Id`.',
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorKinds

/** Every code, in the order of the table. */
export const errorCodes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]

/** One fault of an input: its location, its name, and what is wrong. */
export interface Fault {
  in: 'query' | 'path' | 'header' | 'body'
  name: string
  message: string
}

export interface AppErrorOptions {
  /** Upstream of a source: `tgftp`, `nominatim`, … */
  provider?: string
  /** Narrows the table: false for an error that is pointless to repeat, true for a 5xx. */
  retry?: boolean
  /** When to try again, in milliseconds from now. */
  retryAfterMs?: number
  /**
   * Pause in ms before the next call when the upstream names none; doubled for each failure in a row. Callers see the resulting
   * time as `retryAfterMs`.
   */
  pauseMs?: number
  /** Whether the upstream was called. Derived from the code unless given. */
  asked?: boolean
  /** Narrows the table: 'key' for a status that concerns the requested key only. */
  evidence?: Evidence
  faults?: readonly Fault[]
  cause?: unknown
}

/** Every failure that this service reports. The message is for the caller: never a secret, never a body. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly retry: boolean
  readonly retryAfterMs: number | undefined
  readonly pauseMs: number | undefined
  readonly faults: readonly Fault[] | undefined
  /** False when it was thrown before the upstream was called. */
  readonly wasAsked: boolean
  /** The provider concerned, if known. */
  readonly provider: string | undefined
  readonly evidence: Evidence | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    // Messages quote truncated input, which may end in half a surrogate pair.
    super(message.toWellFormed(), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retry = options.retry ?? this.kind.retry ?? false
    this.retryAfterMs = options.retryAfterMs
    this.pauseMs = options.pauseMs
    this.faults = options.faults
    this.wasAsked =
      options.asked ?? (code !== 'circuit_open' && (this.kind.blame !== 'us' || code === 'internal'))
    this.provider = options.provider
    this.evidence = options.evidence ?? this.kind.evidence
  }

  get kind(): ErrorKind {
    return errorKinds[this.code]
  }

  get status(): number {
    return this.kind.status
  }

  /** Returns a copy with some fields changed: an error may be shared, so it is never modified. */
  with(changes: Pick<AppErrorOptions, 'provider' | 'retryAfterMs' | 'evidence'>): AppError {
    const { retry, wasAsked: asked, retryAfterMs, pauseMs, faults, provider, evidence, cause } = this
    const known = { retryAfterMs, pauseMs, faults, provider, evidence, cause, ...changes }
    const given = Object.entries(known).filter(([, value]) => value !== undefined)
    return new AppError(this.code, this.message, { retry, asked, ...Object.fromEntries(given) })
  }
}

/**
 * True for a lack of capacity: the same call may succeed later. `deadline` is included, because an attempt has a shorter
 * timeout of its own, so that most of the time was spent in a queue.
 */
export const isCapacityError = (code: ErrorCode): boolean =>
  code === 'overloaded' || code === 'circuit_open' || code === 'upstream_rate_limited' || code === 'deadline'

/** Converts anything thrown to an AppError; an unknown error becomes `internal` with a fixed text and keeps its cause. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError
    ? thrown
    : new AppError('internal', 'An unexpected error occurred; it has been logged under the request id.', {
        cause: thrown,
      })
}
