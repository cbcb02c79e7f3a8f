// The declaration of a source. Its guards, caches, threads, settings and metrics are derived from it; routes and jobs belong to
// the features that use it.
import type { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import type { AppError } from '../core/errors.ts'
import type { Answer, Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import type { Guard } from './guards/guard.ts'

/** Limits and cache times of an upstream. Durations in milliseconds, sizes in bytes. */
export interface Policy {
  /** Maximum number of concurrent requests. */
  concurrency: number
  /** Maximum number of requests that wait for a permit; further ones are refused with `overloaded`. */
  queue: number
  /** Requests per second, averaged; 0 for no limit. */
  rps: number
  /** Number of requests that may start at once before `rps` limits them. */
  burst: number
  /** Maximum time for one attempt, from sending the request to the last byte. */
  timeoutMs: number
  /** Maximum number of retries after a retryable failure. */
  retries: number
  /** How long a value is fresh, and served without an upstream call; 0 turns the cache off. */
  freshMs: number
  /** How long after `freshMs` a value is served stale while it is refreshed. */
  staleMs: number
  /** A failure is remembered for this long. */
  failedMs: number
  /** A missing key is remembered for this long. */
  missingMs: number
  /** Maximum size of a body. */
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

/** Properties of the platform that settings may depend on. */
export interface Platform {
  /** True when connections go to the very address that was checked; false with the web's `fetch` or a proxy. */
  canPinAddress: boolean
}

/** One upstream host: the unit that has a breaker, a limit and a rate. */
export interface Provider<Settings> {
  name: string
  /** The base URL, or null when the settings turn the provider off. */
  baseUrl(settings: Settings): string | null
  policy?: Partial<Policy>
  /** The part of the policy that depends on the settings; it overrides `policy`. */
  policyFor?(settings: Settings): Partial<Policy>
  /**
   * True when the upstream's terms count the whole deployment as one caller: the rate is shared between instances where the
   * platform supports it. While a supported shared rate is unavailable, no request is sent.
   */
  hasGlobalRate?: boolean
  /**
   * True when the upstream reports the quota left for all instances: it is shared where the platform supports it. While the
   * shared quota is unavailable, each instance follows the reports that it receives itself.
   */
  hasGlobalQuota?: boolean
  /** True when the provider stands for unrelated hosts: failures of one must not affect the others. */
  perHost?: boolean
  /** An additional guard, which each attempt passes last. */
  guard?(clock: Clock): Guard
  /** True when the provider calls no upstream: no time is reserved for it. */
  isLocal?: boolean
}

/** The building blocks of a source's call. */
export interface Kit<Settings> {
  settings: Settings
  clock: Clock
  /** Calls one endpoint behind its provider's guards; the policy sets the answer's lifetime. */
  ask<In, Out>(endpoint: Endpoint<In, Out, Settings>): Call<In, Answer<Out>>
  /** Adds caches and single flight to a call that several others use. It is not a part of the answer. */
  keep<In, Out>(
    options: {
      name: string
      key: (input: In) => string
      policy?: Partial<Policy>
      /** The expiry that the value states, in epoch ms. */
      expiresAt?: (value: Out) => number | null
    },
    call: Call<In, Answer<Out>>,
  ): Call<In, Answer<Out>>
  /** Tries the providers in order; one that is followed by a remote one gets half of the remaining time. */
  fallback<In, Out>(
    candidates: readonly Candidate<In, Out>[],
    rules?: FallbackRules<Out>,
  ): Call<In, Answer<Out>>
  /** Combines inputs that arrive together into one call. An absent key is `not_found`; a refused key fails alone. */
  batch<In, Out>(options: BatchOptions<In, Out>): Call<In, Answer<Out>>
}

export interface Candidate<In, Out> {
  provider: string
  call: Call<In, Answer<Out>>
}

export interface FallbackRules<Out> {
  /** When false, the next provider is tried; the best such answer is kept as the last resort. */
  isGood?(answer: Answer<Out>): boolean
  better?(a: Answer<Out>, b: Answer<Out>): Answer<Out>
  /** True for a failure that no other provider can change. Where running out of time is one, time is not shared out either. */
  settles?(error: AppError): boolean
}

export interface BatchOptions<In, Out> {
  key: (input: In) => string
  /** Maximum number of inputs in one call; further inputs make further calls. */
  max: number
  call: Call<readonly In[], Answer<ReadonlyMap<string, Out>>>
}

/** The declared headers of a caller's request. */
export interface Caller {
  headers: Readonly<Record<string, string>>
  /** Digest of names and values; used in keys instead of them. */
  digest: string
}

/** The input of a source that declares `callerHeaders`; `caller` is absent without a request, as in a job. */
export interface FromCaller {
  caller?: Caller
}

/** One part of an answer: a typed value for a key, from one of several providers. */
export interface Source<In = unknown, Out = unknown, Settings = unknown> {
  /** Name of the part; also used for variables (`<NAME>_CONCURRENCY`, …), metrics and caches. */
  name: string
  /** Configuration variables of the source; parsed once with all others. */
  settings: z.ZodType<Settings>
  policy: Policy
  /** Returns the faults of settings that are valid alone but not in combination or on this platform, one line each. */
  faults?(settings: Settings, platform: Platform): readonly string[]
  /** The providers in the order in which they are tried. */
  providers: readonly Provider<Settings>[]
  endpoints: readonly Endpoint<never, unknown, Settings>[]
  /** The cache key; also the part's key unless `label` is given. */
  key(input: In): string
  /**
   * Headers of the caller's request that the endpoints forward, in lower case, such as a token. `describe` reads them from
   * `input.caller`. Their digest is part of the cache key; they never appear in a label, a log or an error.
   */
  callerHeaders?: readonly string[]
  /** The part's key as the caller wrote it. */
  label?(input: In): string
  /** True when the cache key belongs to this label. Default: equal except for case and blanks. */
  isOf?(label: string, key: string): boolean
  /** Validates a value read from the shared store. */
  output: z.ZodType<Out>
  /** The expiry that the value states, in epoch ms: after it the value is loaded again rather than served stale. */
  expiresAt?(value: Out): number | null
  /** Number of items in the upstream's list that could not be read; a part with such items is incomplete. Default: 0. */
  skipped?(value: Out): number
  /** Attribution, shown with every answer that contains a value of this provider. */
  attribution?(provider: string): string | null
  /**
   * True when calls that did not fit into the time are repeated at background priority and at the upstream's rate, so that the
   * next caller finds the value cached.
   */
  continues?: boolean
  build(kit: Kit<Settings>): Call<In, Answer<Out>>
  /**
   * Number of upstream requests for this many uncached parts when each succeeds at once; default one per part. Used on
   * platforms with a subrequest budget.
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
