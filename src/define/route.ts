// An aggregated route as data: its input, the parts that it gathers, and its answer. It is independent of the web framework; its
// handler, OpenAPI entry, stream and headers are derived from it.
import type { z } from 'zod'
import type { Source } from '../pipeline/source.ts'
import type { AnswerCollector, MemoryCollector } from './collector.ts'

interface RouteBase<Input, Data> {
  method?: 'get' | 'post'
  /** Names in braces are fields of the input: `/v1/customers/{id}`. */
  path: `/v1/${string}`
  operationId: string
  summary: string
  description: string
  /** Offers it to agents as a tool of this name (Model Context Protocol). */
  tool?: string
  /** Object schema of the whole input, without asynchronous checks; the faults of all fields are reported together. */
  input: z.ZodType<Input>
  /** Fields of the input that come in a JSON body. Those that the path does not name either are query parameters. */
  body?: readonly string[]
  data: z.ZodType<Data>
  /** Checks the headers of a request; throws to refuse it. */
  admit?(header: (name: string) => string | undefined): void
  /** Time for an answer in ms unless the caller gives one; defaults to the service's. */
  budgetMs?: number
  gather(input: Input, collector: AnswerCollector): Promise<Data>
  /** Builds the same answer from memory alone; null when a part is not there. Absent where it cannot. */
  recall?(input: Input, collector: MemoryCollector): Data | null
}

/** A route as it is served. */
export interface Route<Input = unknown, Data = unknown> extends RouteBase<Input, Data> {
  /** Names of the sources in the order of their parts in the answer. */
  sources: readonly string[]
  /** Number of upstream requests for an uncached answer when each succeeds at once. For platforms with a subrequest budget. */
  requests(input: Input): number
  /** `Cache-Control` scope of its answers: any cache, the caller's cache only, or none. */
  caching: Caching
  /** Request headers that its answer depends on. */
  callerHeaders: readonly string[]
}

export type Caching = 'public' | 'private' | 'none'

/** A source that a route uses, whatever its types. */
export type AnySource = Source<never, unknown, unknown>

/** A route as it is declared. */
export interface RouteDefinition<Input, Data> extends RouteBase<Input, Data> {
  /** The sources in the order of their parts in the answer, and the maximum number of parts that this input asks of each. */
  asks(input: Input): readonly (readonly [AnySource, number])[]
  sources: readonly AnySource[]
  /** `public` unless a source sends headers of the caller on, or the route takes a body: then `private`. */
  caching?: Caching
}

/** Declares an aggregated route; the types of its input and its answer are inferred. */
export function defineRoute<Input, Data>(definition: RouteDefinition<Input, Data>): Route {
  const { sources, asks, caching, ...base } = definition
  const { path, method = 'get', body = [] } = base
  const callerHeaders = [...new Set(sources.flatMap(({ callerHeaders = [] }) => callerHeaders))]
  const isShared = callerHeaders.length === 0 && method === 'get'
  if (caching === 'public' && !isShared)
    throw new Error(`${path} cannot be public: its answers depend on more than the URL`)
  if (body.length > 0 && method === 'get') throw new Error(`${path} takes a body, so its method must be POST`)
  const route: Route<Input, Data> = {
    ...base,
    sources: sources.map(({ name }) => name),
    requests: (input) => asks(input).reduce((sum, [source, parts]) => sum + requestsOf(source, parts), 0),
    caching: caching ?? (isShared ? 'public' : 'private'),
    callerHeaders,
  }
  return route as unknown as Route
}

const requestsOf = ({ requests }: AnySource, parts: number): number =>
  parts === 0 ? 0 : (requests?.(parts) ?? parts)
