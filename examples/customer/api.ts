// Made by `tributary-client/generate` from an OpenAPI document: not to be edited.

export interface Customer {
  user: User
  orders: Order[] | null
  products: Product[]
}

export interface Meta {
  /** RFC 3339 */
  generatedAt: string
  budgetMs: number
  tookMs: number
  /** Must be shown with the data */
  attribution: string[]
}

export interface Order {
  id: string
  productId: string
  count: number
}

/** Where one part of the answer came from, or why it is missing */
export interface Part {
  source: string
  key: string
  /** The upstream that answered, or that was tried last */
  provider: string
  status: 'fresh' | 'cached' | 'stale' | 'failed'
  /** When the upstream answered; RFC 3339 */
  fetchedAt: string | null
  /** Milliseconds until this part was complete */
  tookMs: number
  /** Upstream requests made for it; 0 when it came from a cache */
  attempts: number
  /** Items of the upstream's list that could not be read; absent if none */
  skipped?: number
  /** Only for a fresh part that was requested from an upstream */
  timings?: {
    /** Time before the successful request was sent: waiting for permits and rate tokens, and pauses between attempts */
    queueMs: number
    /** The successful request, from sending it to the last byte */
    upstreamMs: number
    /** Decoding the body, on a worker thread or inline */
    decodeMs: number
  }
  error?: PartError
}

/** Why a part is missing */
export interface PartError {
  code:
    | 'invalid_request'
    | 'unauthorized'
    | 'forbidden'
    | 'not_found'
    | 'method_not_allowed'
    | 'not_acceptable'
    | 'request_timeout'
    | 'conflict'
    | 'gone'
    | 'payload_too_large'
    | 'unsupported_media_type'
    | 'headers_too_large'
    | 'unprocessable'
    | 'rate_limited'
    | 'overloaded'
    | 'unavailable'
    | 'draining'
    | 'deadline'
    | 'upstream_timeout'
    | 'upstream_unreachable'
    | 'upstream_error'
    | 'upstream_rate_limited'
    | 'upstream_forbidden'
    | 'upstream_invalid'
    | 'upstream_too_large'
    | 'circuit_open'
    | 'internal'
  /** The HTTP status of this code */
  status: number
  title: string
  detail: string
  /** For a part that was refused temporarily: milliseconds until it may be requested again */
  retryAfterMs?: number
}

/** An error (RFC 9457) */
export interface Problem {
  /** URL of a page that explains the error */
  type: string
  title: string
  status: number
  detail: string
  /** The path that was requested */
  instance: string
  code:
    | 'invalid_request'
    | 'unauthorized'
    | 'forbidden'
    | 'not_found'
    | 'method_not_allowed'
    | 'not_acceptable'
    | 'request_timeout'
    | 'conflict'
    | 'gone'
    | 'payload_too_large'
    | 'unsupported_media_type'
    | 'headers_too_large'
    | 'unprocessable'
    | 'rate_limited'
    | 'overloaded'
    | 'unavailable'
    | 'draining'
    | 'deadline'
    | 'upstream_timeout'
    | 'upstream_unreachable'
    | 'upstream_error'
    | 'upstream_rate_limited'
    | 'upstream_forbidden'
    | 'upstream_invalid'
    | 'upstream_too_large'
    | 'circuit_open'
    | 'internal'
  /** Quote this id when reporting the error; also in X-Request-Id */
  requestId: string
  /** The trace (W3C Trace Context) of the request, if there is one */
  traceId?: string
  /** Every error in the input */
  errors?: {
    in: 'query' | 'path' | 'header' | 'body'
    name: string
    message: string
  }[]
  /** The parts that were requested, if any */
  parts?: Part[]
}

export interface Product {
  id: string
  name: string
  priceCents: number
}

export interface User {
  id: string
  name: string
  tier: 'free' | 'paid'
}

/** The answer of `GET /v1/customers/{id}`. */
export interface GetCustomerAnswer {
  /** True when no part failed, and no item of a part was skipped */
  complete: boolean
  data: Customer
  /** One for each source and key requested */
  parts: Part[]
  meta: Meta
}

/** What each operation takes and answers. */
export interface Operations {
  getCustomer: { path: { id: string }; answer: GetCustomerAnswer; streams: true }
}

/** Where each operation is. */
export const routes = {
  getCustomer: { method: 'GET', path: '/v1/customers/{id}' },
} as const
