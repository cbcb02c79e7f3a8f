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
  /** Gives the connection up without reading the body. */
  discard(): void
}

/** Memoises whatever waits (flights, queues): one per process on servers, one per request on Workers. */
export interface Scope {
  memo<T>(key: object, make: () => T): T
  /** What the request may ask of others; absent where the platform sets no bound. */
  readonly allowance?: Allowance
}

/** How many requests and store operations together the platform lets one request make of others. */
export interface Allowance {
  readonly most: number
  /** Keeps this many for upstream requests: the store gets what is beyond them. */
  reserve(requests: number): void
  /** Takes one for an upstream request; false when none is left. */
  takeRequest(): boolean
  /** Takes one to look into the store, and sets one aside for keeping there what is not found; false when they are not left. */
  takeLook(): boolean
  /** Takes one that a look has set aside; false when there is none, or the requests need it more. */
  takeKeep(): boolean
}

/** Upstream rates that hold for a whole deployment, kept outside of this instance. */
export interface SharedRate {
  /**
   * Books the first free instant, `spacingMs` after the one booked before it, unless it lies more than `withinMs` ahead.
   * Tells how long it is until then, and whether it has been booked.
   */
  book(name: string, wish: RateWish, signal: AbortSignal): Promise<{ waitMs: number; isBooked: boolean }>
  /** Nobody gets an instant before `ms` have passed: the upstream has asked for that. */
  hold(name: string, ms: number, signal: AbortSignal): Promise<void>
}

export interface RateWish {
  spacingMs: number
  withinMs: number
}

/** A cache shared below the memory cache. A `get` that fails is a miss; neither ever rejects for an absent key. */
export interface Store {
  get(key: string, signal: AbortSignal): Promise<unknown>
  /** Keeps a JSON value for at most `ttlMs`. */
  set(key: string, value: unknown, ttlMs: number, signal: AbortSignal): Promise<void>
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
export function createScope(allowance?: Allowance): Scope {
  const made = new Map<object, unknown>()
  return {
    ...(allowance && { allowance }),
    memo<T>(key: object, make: () => T): T {
      if (!made.has(key)) made.set(key, make())
      return made.get(key) as T
    },
  }
}
