// An aggregated route as data: what it is asked, what it gathers, what it answers. It knows no web framework; the handler,
// its OpenAPI entry, its stream and its headers follow from it.
import type { z } from 'zod'
import type { Source } from '../pipeline/source.ts'
import type { Gathering } from './gathering.ts'

interface RouteBase<Query, Data> {
  path: `/v1/${string}`
  operationId: string
  summary: string
  description: string
  /** Offers it to agents as a tool of this name (Model Context Protocol). */
  tool?: string
  /** Everything in it is a query parameter; a fault of any of them is reported together with all others. */
  query: z.ZodType<Query>
  data: z.ZodType<Data>
  /** Looks at the headers of a request, and throws what they are refused with. */
  admit?(header: (name: string) => string | undefined): void
  gather(query: Query, gathering: Gathering): Promise<Data>
}

/** A route as it is served. */
export interface Route<Query = unknown, Data = unknown> extends RouteBase<Query, Data> {
  /** Names of the sources in the order of their parts in the answer. */
  sources: readonly string[]
  /** Upstream requests of an answer of which nothing is cached, when each succeeds at once. For platforms that count them. */
  requests(query: Query): number
}

/** A source that a route asks; what is asked of it needs its own types, what is said of it does not. */
export type AnySource = Source<never, unknown, unknown>

/** A route as it is declared. */
export interface RouteDefinition<Query, Data> extends RouteBase<Query, Data> {
  /** The sources in the order of their parts in the answer, and the maximum number of parts that this query asks of each. */
  asks(query: Query): readonly (readonly [AnySource, number])[]
  sources: readonly AnySource[]
}

/** Declares an aggregated route; the query's and the answer's types are inferred. */
export function defineRoute<Query, Data>(definition: RouteDefinition<Query, Data>): Route {
  const { sources, asks, ...base } = definition
  const route: Route<Query, Data> = {
    ...base,
    sources: sources.map(({ name }) => name),
    requests: (query) => asks(query).reduce((sum, [source, parts]) => sum + requestsOf(source, parts), 0),
  }
  return route as unknown as Route
}

const requestsOf = ({ requests }: AnySource, parts: number): number =>
  parts === 0 ? 0 : (requests?.(parts) ?? parts)
