// One kind of request to a provider, and what travels between it and the provider: the vocabulary of the pipeline.
import type { AppError } from '../core/errors.ts'
import type { RateQuota, Runtime } from '../runtime/runtime.ts'
import type { Context } from './context.ts'

/** The kinds of bodies that upstreams promise. */
export type Accept = 'json' | 'text' | 'xml'

export interface RequestDescription {
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

/** An answer that is not a 200 of the promised type, as far as it was read. */
export interface Failure {
  status: number
  header(name: string): string | null
  /** At most the first 16 KB. */
  text: string
}

/** One kind of request to a provider: how it is asked and what its body means. */
export interface Endpoint<In, Out, Settings = unknown> {
  /** Unique; the thread finds `decode` by it. By convention `source/provider` or `source/provider-what`. */
  name: string
  provider: string
  /** The type that is asked for and must come back. */
  accept: Accept
  describe(input: In, settings: Settings): RequestDescription
  /** Pure and thread-safe. Throws `upstream_invalid`, or any other AppError that the body itself states. */
  decode(body: string, input: In): Out
  /** Reads a failure in the upstream's own words; undefined leaves it to the table of statuses. */
  explain?(failure: Failure, input: In, settings: Settings): AppError | undefined
  /** Reads the upstream's quota from an answer's headers: how long to hold further requests, in ms. */
  cooldownMs?(header: (name: string) => string | null): number
  /** Reads how much of the quota is left, and for how long; null when the answer does not say. */
  quota?(header: (name: string) => string | null): RateQuota | null
  maxBytes?: number
  offloadAbove?: number
  /** Replaces the usual exchange, which accepts only a 200 of the promised type. */
  exchange?(options: ExchangeOptions<Settings>): Exchange
}

/** A described request, with the endpoint that knows what its answer means. */
export interface Outgoing {
  source: string
  endpoint: Pick<Endpoint<never, unknown, never>, 'provider' | 'accept' | 'explain' | 'cooldownMs' | 'quota'>
  request: RequestDescription
  input: unknown
  maxBytes: number
}

export interface Incoming {
  text: string
  /** From sending the request to the last byte of its answer, redirects included. */
  upstreamMs: number
  /** How long the upstream asks to be left alone, in ms. */
  cooldownMs?: number
  /** What it says of the quota that all instances have together. */
  quota?: RateQuota
  /** What an exchange of the endpoint's own learned beside the text; given to `decode` as part of its input. */
  facts?: Readonly<Record<string, unknown>>
}

/** What one attempt brought, and how large it was. */
export interface Brought {
  incoming: Omit<Incoming, 'upstreamMs'>
  bytes: number
}

/** One attempt: sends a request, follows its redirects, and reads the answer or throws a typed error. */
export type Exchange = (outgoing: Outgoing, ctx: Context) => Promise<Brought>

export interface ExchangeOptions<Settings = unknown> {
  runtime: Pick<Runtime, 'send' | 'clock'>
  userAgent: string
  settings: Settings
}

/** Declares an endpoint. */
export function defineEndpoint<In, Out, Settings>(
  endpoint: Endpoint<In, Out, Settings>,
): Endpoint<In, Out, Settings> {
  return endpoint
}
