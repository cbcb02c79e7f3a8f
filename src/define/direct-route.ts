// A route that uses no source, as data: it answers from the service's own data or the caller's input, without an envelope.
import type { z } from 'zod'
import type { ErrorCode } from '../core/errors.ts'
import type { Collector } from './collector.ts'

/** The answer of a direct route. */
export interface DirectKit extends Pick<Collector, 'now' | 'settings' | 'compute'> {}

/** The validated input of a request. */
export interface Received<Params, Query> {
  params: Params
  query: Query
  /** The body, where the route takes one; '' where not. */
  text: string
}

export interface DirectRoute<Params = unknown, Query = unknown, Data = unknown> {
  method: 'get' | 'post'
  path: `/v1/${string}`
  operationId: string
  summary: string
  description: string
  /** Offers it to agents as a tool of this name (Model Context Protocol). */
  tool?: string
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  /** Takes a body of plain text, at most this long. */
  text?: { maxBytes: number }
  data: z.ZodType<Data>
  /** Description of the answer, for the API reference. */
  answers: string
  /** Error codes of its own; those for invalid input, and those of every route, are added automatically. */
  codes?: readonly ErrorCode[]
  cacheControl: string
  answer(received: Received<Params, Query>, kit: DirectKit): Data | Promise<Data>
}

/** Declares a direct route; the types of what it receives and answers are inferred. */
export function defineDirectRoute<Params, Query, Data>(route: DirectRoute<Params, Query, Data>): DirectRoute {
  return route as unknown as DirectRoute
}
