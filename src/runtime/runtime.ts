// What the service needs from the platform below it. One implementation per platform, chosen in entry/ alone.
import type { Bytes } from '../core/bytes.ts'
import type { Clock } from '../core/clock.ts'

export interface UpstreamRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
  /** Largest body read, in bytes, as it comes over the wire and after decompression. */
  maxBytes: number
  /**
   * Set for an address that a caller has chosen: the platform holds the connection to it, or refuses with `forbidden` what it
   * cannot hold. Absent for the upstreams that the operator configures.
   */
  reach?: Reach
}

/** Where a connection may lead that a caller has asked for. */
export interface Reach {
  /** The operator names this very host; not only a pattern that it fits, or all that is public. */
  isNamed: boolean
  /** The operator means it wherever it is: on this machine and in private networks too. */
  isLocal: boolean
}

export interface UpstreamResponse {
  status: number
  /** A header's value by its lower-case name, repeated ones joined by a comma. */
  header(name: string): string | null
  /** The body, content-coding already undone. Not iterating it to the end must close the connection. */
  body: AsyncIterable<Bytes>
  /** Returns the whole body if it has already arrived, else null. Spares a small answer the iteration. */
  arrived?(): Bytes | null
  /** Gives the connection up without reading the body. */
  discard(): void
}

/** Memoises whatever waits (flights, queues): one per process on servers, one per request on Workers. */
export interface Scope {
  memo<T>(key: object, make: () => T): T
  /** The budget of the request; absent where the platform sets no bound. */
  readonly subrequests?: SubrequestBudget
}

/** The requests and store operations that the platform lets one request make. */
export interface SubrequestBudget {
  /** The number it began with. */
  readonly max: number
  /** Keeps this many for upstream requests: the store gets what is beyond them. */
  reserve(requests: number): void
  /** Takes one for an upstream request; false when none is left. */
  spendRequest(): boolean
  /** Takes one to look into the store, and sets one aside for keeping there what is not found; false when they are not left. */
  spendStoreRead(): boolean
  /** Takes one that a look has set aside; false when there is none, or the requests need it more. */
  spendStoreWrite(): boolean
}

/** Upstream rates that hold for a whole deployment, kept outside of this instance. */
export interface SharedRate {
  /**
   * Reserves the first free instant, `spacingMs` after the one reserved before it, unless it lies more than `withinMs` ahead.
   * Tells how long it is until then, and whether it has been reserved.
   */
  reserve(
    name: string,
    options: ReserveOptions,
    signal: AbortSignal,
  ): Promise<{ waitMs: number; isReserved: boolean }>
  /** Nobody gets an instant before `ms` have passed: the upstream has asked for that. */
  hold(name: string, ms: number, signal: AbortSignal): Promise<void>
  /** Takes in what the upstream says of its quota: nobody gets an instant once that is spent. Absent where it is not kept. */
  report?(name: string, quota: RateQuota, signal: AbortSignal): Promise<void>
  /** How late an instant may be used and keep its distance from the next, in ms; any lateness where it is absent. */
  readonly toleranceMs?: number
}

export interface ReserveOptions {
  spacingMs: number
  withinMs: number
  /** By how much requests may be ahead of their spacing after a pause, in ms; 0 by default. */
  slackMs?: number
}

/** What an upstream says of its quota: requests that are left, and for how long. */
export interface RateQuota {
  remaining: number
  resetMs: number
}

/** A cache shared below the memory cache. A `get` that fails is a miss; neither ever rejects for an absent key. */
export interface Store {
  get(key: string, signal: AbortSignal): Promise<unknown>
  /** Keeps a JSON value for at most `ttlMs`. */
  set(key: string, value: unknown, ttlMs: number, signal: AbortSignal): Promise<void>
}

/**
 * Single flight across the instances of a deployment: whoever has the lease of a key loads it for all. A lease comes with a
 * token that is higher than every one before it for that key; what is done with an older one than the newest is refused.
 * Every method rejects when the others cannot be asked.
 */
export interface SharedFlights {
  /** For how long a lease lasts unless it is renewed, in ms. */
  readonly leaseMs: number
  /** Takes the lease of a key, or tells what became of the flight that has it or had it. */
  acquire(key: string, options: AcquireOptions, signal: AbortSignal): Promise<Acquisition>
  /** Keeps the lease for another while; false when it has been lost. */
  renew(key: string, token: string, signal: AbortSignal): Promise<boolean>
  /** Keeps the value for all and gives the lease up; false when it has been lost, and nothing is kept then. */
  publish(key: string, token: string, publication: Publication, signal: AbortSignal): Promise<boolean>
  /** Tells all that this flight has failed, newcomers for another `forMs`, and gives the lease up; false when it has been lost. */
  fail(key: string, token: string, failure: unknown, forMs: number, signal: AbortSignal): Promise<boolean>
  /** Gives the lease up: whoever follows may take it. */
  release(key: string, token: string, signal: AbortSignal): Promise<void>
  /** Hears of a key from now on, until it is ended. */
  listen(key: string): Listener
}

export interface AcquireOptions {
  /** The token of the flight whose end was waited for: its value is taken however old it is, its failure too. */
  followed?: string
  /** The token of a value or failure that could not be read. */
  unusable?: string
  /** Values that are fresh beyond this instant are taken, epoch ms. */
  now: number
}

export type Acquisition =
  /** The others cannot be asked, which has been told already. */
  | { role: 'alone' }
  | { role: 'leader'; token: string }
  /** Another instance has the lease, for `leftMs` yet. */
  | { role: 'follower'; token: string; leftMs: number }
  | { role: 'published'; token: string; value: unknown }
  | { role: 'failed'; token: string; failure: unknown }

export interface Publication {
  value: unknown
  ttlMs: number
  /** Until when the value answers newcomers, epoch ms. */
  freshUntil: number
}

export interface Listener {
  /** Resolves when something has happened since it was last asked, and after `ms` in any case. */
  heard(ms: number, signal: AbortSignal): Promise<void>
  end(): void
}

/** A decoder by name: pure, safe on any thread, throws AppError. */
export type Decoder = (body: string, input: unknown) => unknown

export interface DecodeTask {
  /** Name under which the thread finds the same decoder. */
  name: string
  decode: Decoder
  body: string
  input: unknown
  /** Bodies of more characters than this go to a thread where there are threads. */
  offloadAbove: number
}

export interface Runtime {
  clock: Clock
  /** The shared store, or null where only memory is used. */
  store: Store | null
  /** Makes one instance load for all; absent where each loads for itself. Needs the store. */
  flights?: SharedFlights
  /** Keeps the rates of upstreams that count a whole deployment as one caller; absent where each instance counts alone. */
  sharedRate?: SharedRate
  /** Connections that one scope may have open at a time, where the platform sets a bound. */
  connections?: number
  /** The scope of the request that is being opened. */
  scope(): Scope
  /**
   * Sends one request, never following a redirect. Rejects with an AppError (`upstream_unreachable`, `upstream_invalid`,
   * …) or, when the signal aborts, with its reason.
   */
  send(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamResponse>
  /** Decodes inline or on a thread; both give equal values. Rejects with what the decoder threw, or `overloaded`. */
  decode(task: DecodeTask, signal: AbortSignal): Promise<unknown>
  /** Ends connections, threads and timers. */
  close(): Promise<void>
}

/** A scope that remembers for as long as it lives. */
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
