// What a source says of itself. Everything else of it (guards, caches, threads, settings, metrics) follows; routes and jobs are
// those of the features that ask it.
import type { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import type { AppError } from '../core/errors.ts'
import type { Answer, Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import type { Guard } from './guards/guard.ts'

/** How an upstream is treated. Durations in milliseconds, sizes in bytes. */
export interface Policy {
  /** Requests at once. */
  concurrency: number
  /** Requests that may wait for one of those places; one more is refused with `overloaded`. */
  queue: number
  /** Requests a second, averaged; 0 for no limit. */
  rps: number
  /** Requests that may be made at once before `rps` bites. */
  burst: number
  /** Time for one attempt, from sending to the last byte. */
  timeoutMs: number
  /** Further attempts after a failure that may be repeated. */
  retries: number
  /** A value is served from the cache without asking for this long; 0 turns the cache off. */
  freshMs: number
  /** After that it is served while it is refreshed, for this long. */
  staleMs: number
  /** A failure is remembered for this long. */
  failedMs: number
  /** "No such key" is remembered for this long. */
  missingMs: number
  /** Largest body read. */
  maxBytes: number
  /** Bodies with more characters than this are decoded on a thread. */
  offloadAbove: number
}

export const defaultPolicy: Policy = {
  concurrency: 16,
  queue: 256,
  rps: 0,
  burst: 1,
  timeoutMs: 2_000,
  retries: 1,
  freshMs: 60_000,
  staleMs: 600_000,
  failedMs: 1_000,
  missingMs: 10_000,
  maxBytes: 2_000_000,
  offloadAbove: 262_144,
}

/** What differs between platforms that settings may depend on. */
export interface Platform {
  /** A connection is made to the very address that has been checked: not by the web's own fetch, and not through a proxy. */
  pins: boolean
}

/** One upstream host: the unit that has a breaker, a limit and a rate. */
export interface Provider<Settings> {
  name: string
  /** Where it is, or null when the settings turn it off. */
  baseUrl(settings: Settings): string | null
  policy?: Partial<Policy>
  /** The same where it depends on the settings; what it gives stands before `policy`. */
  policyFor?(settings: Settings): Partial<Policy>
  /**
   * Its terms count the whole deployment as one caller: its rate is shared between instances where the platform can. Where it
   * can and does not at the moment, nobody is asked.
   */
  countsDeployment?: boolean
  /**
   * It says how much is left of a quota that all instances have together: shared where the platform keeps quotas. Where it does
   * not at the moment, each instance goes by what it is told itself.
   */
  sharesQuota?: boolean
  /** It stands for hosts that have nothing to do with each other: what one of them does is not held against the others. */
  perHost?: boolean
  /** A guard of its own, which each attempt passes last. */
  guard?(clock: Clock): Guard
  /** It asks no upstream: no time has to be kept back for it. */
  isLocal?: boolean
}

/** What a source builds its call from. */
export interface Kit<Settings> {
  settings: Settings
  clock: Clock
  /** Asks one endpoint behind the guards of its provider; the answer is stamped by the policy. */
  ask<In, Out>(endpoint: Endpoint<In, Out, Settings>): Call<In, Answer<Out>>
  /** Puts caches and single flight around a call that several others use. Not a part of its own. */
  keep<In, Out>(
    options: {
      name: string
      key: (input: In) => string
      policy?: Partial<Policy>
      /** The value's own end of life in epoch ms. */
      expiresAt?: (value: Out) => number | null
    },
    call: Call<In, Answer<Out>>,
  ): Call<In, Answer<Out>>
  /** Tries the providers in order; each that is followed by a remote one gets half of the time left. */
  fallback<In, Out>(
    candidates: readonly Candidate<In, Out>[],
    options?: {
      isGood?: (answer: Answer<Out>) => boolean
      better?: (a: Answer<Out>, b: Answer<Out>) => Answer<Out>
      settles?: (error: AppError) => boolean
    },
  ): Call<In, Answer<Out>>
  /** Gathers the inputs that arrive together into one call for all of them; an absent key is `not_found`, and a key that the call is refused for costs only itself. */
  batch<In, Out>(options: BatchOptions<In, Out>): Call<In, Answer<Out>>
}

export interface Candidate<In, Out> {
  provider: string
  call: Call<In, Answer<Out>>
}

export interface BatchOptions<In, Out> {
  key: (input: In) => string
  /** Inputs in one call; more make further calls. */
  max: number
  call: Call<readonly In[], Answer<ReadonlyMap<string, Out>>>
}

/** The declared headers of a caller. */
export interface Caller {
  headers: Readonly<Record<string, string>>
  /** Of names and values; stands for them in keys. */
  digest: string
}

/** The input of a source that declares `callerHeaders`; absent where nobody has called, as for a job. */
export interface FromCaller {
  caller?: Caller
}

/** One part of an answer: a typed thing that can be had by a key, from one provider or another. */
export interface Source<In = unknown, Out = unknown, Settings = unknown> {
  /** Names the part, the variables (`<NAME>_CONCURRENCY`, …), the metrics and the caches. */
  name: string
  /** Its own variables; parsed once with all others. */
  settings: z.ZodType<Settings>
  policy: Policy
  /** What is wrong with settings that are right by themselves, but not here; a line each. */
  faults?(settings: Settings, platform: Platform): readonly string[]
  /** In the order in which they are tried. */
  providers: readonly Provider<Settings>[]
  endpoints: readonly Endpoint<never, unknown, Settings>[]
  /** The cache key; also the part's key unless `label` is there. */
  key(input: In): string
  /**
   * Headers of the caller's request that its endpoints send on, in lower case: a token, a tenant. `describe` finds them in
   * `input.caller`. As a digest they are part of the cache key; they are never in a label, a log or an error.
   */
  callerHeaders?: readonly string[]
  /** The part's key as the caller wrote it. */
  label?(input: In): string
  /** Does this cache key belong to what a part calls by this label? Equal but for case and blanks, unless given. */
  isOf?(label: string, key: string): boolean
  /** Checks a value that comes back from the shared store. */
  output: z.ZodType<Out>
  /** The value's own end of life in epoch ms: not fresh after it, and asked for again rather than served stale. */
  expiresAt?(value: Out): number | null
  /** How many items of the upstream's list could not be read: a part with such a value is not complete. None unless given. */
  skipped?(value: Out): number
  /** Shown with every answer that holds a value of this provider. */
  attribution?(provider: string): string | null
  /**
   * What could not be asked in time is asked in the background, on what callers leave over and at the rate that the upstreams
   * allow: the next caller finds it.
   */
  continues?: boolean
  build(kit: Kit<Settings>): Call<In, Answer<Out>>
  /**
   * Requests for this many parts of which nothing is cached, when each succeeds at once; one each unless given. For platforms
   * that count what one of their requests makes.
   */
  requests?(parts: number): number
}

/** Declares a source; the types of its endpoints, settings and values are inferred and checked against each other. */
export function defineSource<In, Out, Settings>(
  source: Source<In, Out, Settings>,
): Source<In, Out, Settings> {
  const { callerHeaders, key, label = key } = source
  if (!callerHeaders) return source
  const isOf = source.isOf ?? ((label: string, key: string) => label === key)
  return {
    ...source,
    label,
    key: (input) => `${key(input)}|${(input as FromCaller).caller?.digest ?? ''}`,
    isOf: (label, cached) => isOf(label, cached.slice(0, cached.lastIndexOf('|'))),
  }
}
