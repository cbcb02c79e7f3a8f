import type { Route } from './operation.ts'

/** Options of a client. */
export interface ClientOptions {
  /** The URL of the service, with any path: `https://example.org/tributary`. */
  baseUrl: string | URL
  /** Sent as `Authorization: Bearer …`; never part of an error. */
  apiKey?: string | undefined
  /** Replaces the platform's `fetch`. */
  fetch?: Fetch | undefined
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Time budget in milliseconds, sent as `Prefer: wait`; default: that of the service. */
  timeoutMs?: number | undefined
  /** If true, one failed part fails the answer (`Prefer: handling=strict`); default false. */
  strict?: boolean | undefined
  /**
   * Maximum number of retries after a refusal with `Retry-After` of at most 30 s, for requests that are safe to repeat. Default 0:
   * the caller decides, with the error's `retryAfterMs`.
   */
  retries?: number | undefined
  /**
   * Routes of other features for `ask` and `stream`: the `routes` that `tributary-client/generate` prints from the OpenAPI document
   * of the service. The built-in routes are always known.
   */
  routes?: Readonly<Record<string, Route>> | undefined
  /** Maximum size of an answer, or of one event of a stream, in bytes; default 64 MB. */
  maxBytes?: number | undefined
}

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call and the service's work for it. The call rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  strict?: boolean | undefined
  retries?: number | undefined
}

/** The part of `fetch` that the client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>
