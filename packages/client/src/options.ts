/** What a client is made with. */
export interface ClientOptions {
  /** Where the service is, a path included: `https://example.org/tributary`. */
  baseUrl: string | URL
  /** Sent as `Authorization: Bearer …`; never part of an error. */
  apiKey?: string | undefined
  /** What asks; default the platform's `fetch`. */
  fetch?: Fetch | undefined
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The service's time for an answer in milliseconds, as `Prefer: wait`; default the service's own. */
  timeoutMs?: number | undefined
  /** One failed part fails the answer (`Prefer: handling=strict`); default false. */
  strict?: boolean | undefined
  /**
   * How often a refusal that says when to come back (`Retry-After` of at most 30 s) is waited for and asked again, where asking
   * twice does no harm; default 0: the error's `retryAfterMs` tells, and the caller decides.
   */
  retries?: number | undefined
  /** The largest answer, or event of a stream, that is read, in bytes; default 64 MB. */
  maxBytes?: number | undefined
}

/** What one call may do differently. */
export interface CallOptions {
  /** Ends the call, and the service's work for it; the call then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  strict?: boolean | undefined
  retries?: number | undefined
}

/** As much of `fetch` as is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>
