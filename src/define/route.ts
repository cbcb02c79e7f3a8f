// An aggregated route as data: what it is asked, what it gathers, what it answers. It knows no web framework; the handler,
// its OpenAPI entry, its stream and its headers follow from it.
import type { z } from 'zod'
import type { Source } from '../pipeline/source.ts'
import type { Compute } from '../pipeline/task.ts'

/** What an aggregated route gathers its answer with. */
export interface Gathering {
  /** When the answer is made, epoch ms: what `expired` is judged against. */
  readonly now: number
  /**
   * Asks a source for one part. Gives what the part adds to the answer, or null when it failed; the failure is in the
   * answer's parts. Never rejects for the upstream's fault. Where presenting takes time, the part lands after it, and fails
   * when it does.
   */
  ask<In, Out, Settings, Piece>(
    source: Source<In, Out, Settings>,
    input: In,
    present: (value: Out) => Piece | Promise<Piece>,
  ): Promise<Piece | null>
  compute: Compute
  /** The settings of a source. */
  settings<In, Out, Settings>(source: Source<In, Out, Settings>): Settings
}

export interface Route<Query = unknown, Data = unknown> {
  path: `/v1/${string}`
  operationId: string
  summary: string
  description: string
  /** Offers it to agents as a tool of this name (Model Context Protocol). */
  tool?: string
  /** Everything in it is a query parameter; a fault of any of them is reported together with all others. */
  query: z.ZodType<Query>
  data: z.ZodType<Data>
  /** Names of the sources in the order of their parts in the answer. */
  sources: readonly string[]
  /** Looks at the headers of a request, and throws what they are refused with. */
  admit?(header: (name: string) => string | undefined): void
  gather(query: Query, gathering: Gathering): Promise<Data>
  /** Upstream requests of an answer of which nothing is cached, when each succeeds at once. For platforms that count them. */
  requests?(query: Query): number
}

/** Declares an aggregated route; the query's and the answer's types are inferred. */
export function defineRoute<Query, Data>(route: Route<Query, Data>): Route {
  return route as unknown as Route
}

/** A list without the parts that failed. */
export const present = <T>(pieces: readonly (T | null)[]): T[] => pieces.filter((piece) => piece !== null)
