// One kind of request to a provider, and the types of its requests and answers: the vocabulary of the pipeline.
import type { AppError } from '../core/errors.ts'
import type { RateQuota, Runtime } from '../runtime/runtime.ts'
import type { Context } from './context.ts'

/** The kinds of body that an endpoint can expect. */
export type Accept = 'json' | 'text' | 'xml'

export interface RequestDescription {
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

/** An answer that is not a 200 of the expected type, as far as it was read. */
export interface Failure {
  status: number
  header(name: string): string | null
  /** The first 16 KB at most. */
  text: string
}

/** One kind of request to a provider: how to make it and how to decode its body. */
export interface Endpoint<In, Out, Settings = unknown> {
  /** Unique; the thread finds `decode` by it. By convention `source/provider` or `source/provider-what`. */
  name: string
  provider: string
  /** The type of body that is requested and required of the answer. */
  accept: Accept
  describe(input: In, settings: Settings): RequestDescription
  /** Pure and thread-safe. Throws `upstream_invalid`, or the AppError that the body itself reports. */
  decode(body: string, input: In): Out
  /** Interprets a failure as this upstream reports it; undefined leaves it to the table of statuses. */
  explain?(failure: Failure, input: In, settings: Settings): AppError | undefined
  /** Reads the upstream's quota from an answer's headers: how long to hold further requests, in ms. */
  cooldownMs?(header: (name: string) => string | null): number
  /** Reads the remaining quota and when it resets; null when the answer does not say. */
  quota?(header: (name: string) => string | null): RateQuota | null
  maxBytes?: number
  offloadAbove?: number
  /** Replaces the default exchange, which accepts only a 200 of the expected type. */
  exchange?(options: ExchangeOptions<Settings>): Exchange
}

/** A described request with its endpoint. */
export interface Outgoing {
  source: string
  endpoint: Pick<Endpoint<never, unknown, never>, 'provider' | 'accept' | 'explain' | 'cooldownMs' | 'quota'>
  request: RequestDescription
  input: unknown
  maxBytes: number
}

export interface Incoming {
  /** The body. Emptied when it is decoded: the call's promises can outlive it by a whole cycle of garbage collection. */
  text: string
  /** Size of the body. */
  bytes: number
  /** Time in ms from sending the request to the last byte of its answer, redirects included. */
  upstreamMs: number
  /** Pause that the upstream asks for, in ms. */
  cooldownMs?: number
  /** The quota that the upstream reports for all instances together. */
  quota?: RateQuota
  /** Extra findings of the endpoint's own exchange; passed to `decode` as part of its input. */
  facts?: Readonly<Record<string, unknown>>
}

/** One attempt: sends a request, follows its redirects, and reads the answer or throws a typed error. */
export type Exchange = (outgoing: Outgoing, ctx: Context) => Promise<Omit<Incoming, 'upstreamMs'>>

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
