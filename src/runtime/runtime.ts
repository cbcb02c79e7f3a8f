// What the service needs from its platform. One implementation per platform, chosen only in entry/.
import type { Cancellation } from '../core/abort.ts'
import type { Bytes } from '../core/bytes.ts'
import type { Clock } from '../core/clock.ts'

export interface UpstreamRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string | undefined
  /** Maximum size of a body in bytes, both on the wire and after decompression. */
  maxBytes: number
  /**
   * Set for a URL that a caller has chosen: the platform enforces it on the connection, or refuses with `forbidden` when it
   * cannot. Absent for upstreams that the operator configures.
   */
  reach?: Reach
}

/** Which addresses a connection chosen by a caller may reach. */
export interface Reach {
  /** True when the operator lists exactly this host, not only a matching pattern or all public hosts. */
  isNamed: boolean
  /** True when the operator allows the host at any address, including this machine and private networks. */
  isLocal: boolean
}

export interface UpstreamResponse {
  status: number
  /** A header's value by its lower-case name; repeated headers are joined with commas. */
  header(name: string): string | null
  /** The decompressed body. Ending the iteration early closes the connection. */
  body: AsyncIterable<Bytes>
  /** Returns the whole body if it has already arrived, else null. Spares a small answer the iteration. */
  arrived?(): Bytes | null
  /** Closes the connection without reading the body. */
  discard(): void
}

/** Holds state that callers wait for (flights, queues): one per process on servers, one per request on Workers. */
export interface Scope {
  memo<T>(key: object, make: () => T): T
  /** The subrequest budget; absent where the platform sets no limit. */
  readonly subrequests?: SubrequestBudget
}

/** The subrequest budget: upstream requests and store operations that the platform allows one request. */
export interface SubrequestBudget {
  /** The initial number. */
  readonly max: number
  /** Reserves this many for upstream requests; the store may use the rest. */
  reserve(requests: number): void
  /** Spends one on an upstream request; false when none is left. */
  spendRequest(): boolean
  /** Spends one on a store read and reserves one for the write after a miss; false when two are not left. */
  spendStoreRead(): boolean
  /** Spends a reserved one on a store write; false when there is none or upstream requests need it. */
  spendStoreWrite(): boolean
}

/** Upstream rate limits shared by all instances of a deployment. */
export interface SharedRate {
  /**
   * Reserves the first free instant, `spacingMs` after the one reserved before it, unless it lies more than `withinMs` ahead.
   * Returns how long it is until then, and whether it has been reserved.
   */
  reserve(
    name: string,
    options: ReserveOptions,
    signal: AbortSignal,
  ): Promise<{ waitMs: number; isReserved: boolean }>
  /** Blocks all reservations for `ms`, because the upstream asked for a pause. */
  hold(name: string, ms: number, signal: AbortSignal): Promise<void>
  /** Records the upstream's quota: no reservation is granted once it is spent. Absent where quotas are not shared. */
  report?(name: string, quota: RateQuota, signal: AbortSignal): Promise<void>
  /** How late a reservation may be used without violating the spacing, in ms; absent when any lateness is allowed. */
  readonly toleranceMs?: number
}

export interface ReserveOptions {
  spacingMs: number
  withinMs: number
  /** Burst allowance: how far requests may be ahead of their spacing after a pause, in ms. Default 0. */
  slackMs?: number
}

/** An upstream's quota: requests left, and for how long. */
export interface RateQuota {
  remaining: number
  resetMs: number
}

/** The shared store below the memory cache. An absent key is a miss, never a rejection. */
export interface Store {
  /** Maximum time of an operation in ms; a slower one is skipped. Default `sharedTimeoutMs`. */
  readonly timeoutMs?: number
  get(key: string, signal: AbortSignal): Promise<unknown>
  /** Stores a JSON value for at most `ttlMs`. */
  set(key: string, value: unknown, ttlMs: number, signal: AbortSignal): Promise<void>
}

/**
 * Single flight across the instances of a deployment: the instance that holds a key's lease loads it for all. Each lease has a
 * fencing token, higher than all previous ones of that key; operations with an older token than the newest are refused.
 * Every method rejects when the shared store is unavailable.
 */
export interface SharedFlights {
  /** Duration of a lease unless it is renewed, in ms. */
  readonly leaseMs: number
  /** Maximum time of an acquisition in ms; after a longer one this instance loads alone. Default `sharedTimeoutMs`. */
  readonly timeoutMs?: number
  /** Acquires the lease of a key, or returns the state of the flight that holds or held it. */
  acquire(key: string, options: AcquireOptions, signal: AbortSignal): Promise<Acquisition>
  /** Renews the lease; false when it has been lost. */
  renew(key: string, token: string, signal: AbortSignal): Promise<boolean>
  /** Publishes the value and releases the lease; false, without publishing, when the lease has been lost. */
  publish(key: string, token: string, publication: Publication, signal: AbortSignal): Promise<boolean>
  /** Publishes a failure, visible to new callers for `forMs`, and releases the lease; false when it has been lost. */
  fail(key: string, token: string, failure: unknown, forMs: number, signal: AbortSignal): Promise<boolean>
  /** Releases the lease, so that another instance may acquire it. */
  release(key: string, token: string, signal: AbortSignal): Promise<void>
  /** Subscribes to a key's changes until it is ended. */
  listen(key: string): Listener
}

export interface AcquireOptions {
  /** Token of the flight that was waited for: its value or failure is accepted however old. */
  followed?: string
  /** Token of a value or failure that could not be read. */
  unusable?: string
  /** Values that are still fresh at this instant (epoch ms) are accepted. */
  now: number
}

export type Acquisition =
  /** The shared store is unavailable, which has been reported already. */
  | { role: 'alone' }
  | { role: 'leader'; token: string }
  /** Another instance holds the lease for another `leftMs`. */
  | { role: 'follower'; token: string; leftMs: number }
  | { role: 'published'; token: string; value: unknown }
  | { role: 'failed'; token: string; failure: unknown }

export interface Publication {
  value: unknown
  ttlMs: number
  /** Until when the value is served to new callers, epoch ms. */
  freshUntil: number
}

export interface Listener {
  /** Resolves on a change since the previous call, and after `ms` in any case. */
  heard(ms: number, signal: AbortSignal): Promise<void>
  end(): void
}

/** A decoder and its input: pure, safe on any thread, throws AppError. */
export type Decoder = (body: string, input: unknown) => unknown

export interface DecodeTask {
  /** Name by which a thread finds the same decoder. */
  name: string
  decode: Decoder
  body: string
  input: unknown
  /** Bodies longer than this (in characters) are decoded on a thread, where threads exist. */
  offloadAbove: number
}

export interface Runtime {
  clock: Clock
  /** The shared store; null when only memory is used. */
  store: Store | null
  /** Single flight across instances; absent when each instance loads for itself. Requires the store. */
  flights?: SharedFlights
  /** Shared rate limits of upstreams that count a deployment as one caller; absent when each instance counts alone. */
  sharedRate?: SharedRate
  /** Maximum number of open connections per scope, where the platform sets a limit. */
  connections?: number
  /** The scope of a new request. */
  scope(): Scope
  /**
   * Sends one request, never following a redirect. Rejects with an AppError (`upstream_unreachable`, `upstream_invalid`,
   * …) or, when the signal aborts, with its reason.
   */
  send(request: UpstreamRequest, signal: AbortSignal | Cancellation): Promise<UpstreamResponse>
  /** Decodes inline or on a thread; both give equal values. Rejects with what the decoder threw, or `overloaded`. */
  decode(task: DecodeTask, signal: AbortSignal): Promise<unknown>
  /** Closes connections, threads and timers. */
  close(): Promise<void>
}

/** Creates a scope whose state lives as long as the scope. */
export function createScope(subrequests?: SubrequestBudget): Scope {
  const made = new Map<object, unknown>()
  return {
    ...(subrequests && { subrequests }),
    memo<T>(key: object, make: () => T): T {
      if (!made.has(key)) made.set(key, make())
      return made.get(key) as T
    },
  }
}
