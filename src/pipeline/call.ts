import type { Emit } from '../core/events.ts'
import type { Span } from '../core/tracing.ts'
import type { Scope } from '../runtime/runtime.ts'

/** What travels with every call. */
export interface Context {
  /** Ends when nobody wants the answer any more: the client is gone, the budget over, or the process shutting down. */
  readonly signal: AbortSignal
  /** Monotonic milliseconds (`clock.elapsed()`) after which no upstream call starts and no wait goes on. */
  readonly deadline: number
  readonly scope: Scope
  readonly requestId: string
  /** W3C trace context to pass on, as received, where there is no span. */
  readonly traceparent?: string
  readonly tracestate?: string
  /** What is done on behalf of this call is done below it. None where nothing is traced. */
  readonly span?: Span
  /** Counts the attempts made on behalf of this call, also for those who cannot wait for its end. */
  readonly tally?: Tally
  /** True for a background refresh: caches on the way do not answer with a stale value. */
  readonly refresh?: boolean
  /**
   * There for work that lives on what callers leave over: a job's. Aborts when somebody who waits for an answer has joined it;
   * from then on it is like any other work.
   */
  readonly spare?: AbortSignal
  /** With `spare`: a refusal for want of capacity is no failure to this caller, who comes back; no other provider is asked. */
  readonly patient?: boolean
  /** After this instant (`clock.elapsed()`) the turn at an upstream that the whole deployment shares is void. */
  readonly turnUntil?: number
  readonly emit: Emit
  /** Keeps the platform alive until the task has settled, after the answer has been sent. */
  waitUntil(task: Promise<unknown>): void
}

export interface Tally {
  attempts: number
  /** Asked last. */
  provider: string | undefined
  readonly within: Tally | undefined
}

/** Does this call have to leave the way to others? */
export const isSpare = ({ spare }: Context): boolean => spare !== undefined && !spare.aborted

/** An asynchronous function of an input: an upstream, or anything with layers around it. */
export type Call<In, Out> = (input: In, ctx: Context) => Promise<Out>

/** Takes a call and returns one that does a single thing more. */
export type Layer<In, Out> = (next: Call<In, Out>) => Call<In, Out>

/** Puts layers around a call; the first one listed is the outermost and sees the input first. */
export function stack<In, Out>(layers: readonly Layer<In, Out>[], call: Call<In, Out>): Call<In, Out> {
  return layers.reduceRight((next, layer) => layer(next), call)
}

/** A value with its provenance; instants in epoch milliseconds. */
export interface Loaded<T> {
  readonly value: T
  /** Which upstream it came from. */
  readonly provider: string
  readonly fetchedAt: number
  /** Served as it is until then; after it, served while it is refreshed. */
  readonly freshUntil: number
  /** Not served after it. */
  readonly staleUntil: number
}

/** Where the time of one load went, in ms. */
export interface Timings {
  /** From asking the guards until the request that answered was sent: places, rates, pauses, attempts that failed. */
  readonly queueMs: number
  /** The request that answered, from sending it to its last byte. */
  readonly upstreamMs: number
  readonly decodeMs: number
}

/** A loaded value as it reaches a caller. */
export interface Answer<T> extends Loaded<T> {
  readonly status: 'fresh' | 'cached' | 'stale'
  /** Upstream attempts made for this answer; 0 from a cache. */
  readonly attempts: number
  /** Of the load that gave a fresh answer; none from a cache. */
  readonly timings?: Timings
}
