// Many items of one kind, each a part of the answer. One declaration gives a route, and a kind of job for more items than one
// request may contain. Command-line options and forms are derived from the job's input.
import type { z } from 'zod'
import type { Fields, ValuesOf } from './field.ts'
import { defineJobKind, type JobKind } from './job-kind.ts'
import { askPart, askParts, type Gathered, type PartOf, recallParts } from './part.ts'
import { defineRoute, type Route } from './route.ts'
import { type Selector, selectionOf } from './selection.ts'

export interface CollectionDefinition<Item, Options extends Fields, In, Out, Settings, Piece, Data> {
  path: `/v1/${string}`
  operationId: string
  tool?: string
  summary: string
  description: string
  /** The kind of job; absent when the collection is only a route. */
  job?: {
    /** Name of the kind in `POST /v1/jobs`. */
    kind: string
    /** That of the route, unless given. */
    summary?: string
    /** A body without `kind`, for the documentation. */
    example: object
  }
  /** Schema of one item; it accepts its own output. */
  item: z.ZodType<Item>
  /** The ways to select items, by parameter name. */
  select: Readonly<Record<string, Selector<Item, ValuesOf<Options>>>>
  /** Further parameters. */
  options?: Options
  /** Maximum number of items in one request or job. */
  max: { request: number; job: number }
  part: PartOf<Item, ValuesOf<Options>, In, Out, Settings, Piece>
  /** Schema of the data that an item adds. */
  piece: z.ZodType<Piece>
  data: z.ZodType<Data>
  /** Builds the data from the items in order; items whose parts failed are absent. */
  assemble(gathered: readonly Gathered<Item, Piece>[]): Data
  /** Checks the headers of a request, for the route or a job; throws to refuse it. */
  admit?(header: (name: string) => string | undefined): void
  /** Throws when the settings of the source refuse the request as a whole. */
  allow?(settings: Settings): void
}

export interface Collection {
  route: Route
  job: JobKind | null
}

/** Declares a collection; the types of its items, parameters, parts and data are inferred and checked against each other. */
export function defineCollection<Item, Options extends Fields, In, Out, Settings, Piece, Data>(
  definition: CollectionDefinition<Item, Options, In, Out, Settings, Piece, Data>,
): Collection {
  const { path, operationId, tool, summary, description, job, item, select, max } = definition
  const { part, piece, data, assemble, admit, allow } = definition
  const { source } = part
  const options = definition.options ?? ({} as Options)
  const asked = selectionOf({ select, options, maxItems: max.request }, 'request')
  const ordered = selectionOf({ select, options, maxItems: max.job }, 'job')
  const sources = [source]
  return {
    route: defineRoute({
      path,
      operationId,
      summary,
      description,
      ...(tool !== undefined && { tool }),
      ...(admit && { admit }),
      input: asked.schema,
      data,
      sources,
      asks: (input) => [[source, asked.itemsOf(input).length]],
      async gather(input, collector) {
        allow?.(collector.settings(source))
        return assemble(await askParts(part, asked.itemsOf(input), input, collector))
      },
      recall(input, collector) {
        allow?.(collector.settings(source))
        const gathered = recallParts(part, asked.itemsOf(input), input, collector)
        return gathered && assemble(gathered)
      },
    }),
    job: job
      ? defineJobKind({
          summary,
          ...job,
          ...(admit && { admit }),
          input: ordered.schema,
          sources: [source.name],
          items: ordered.itemsOf,
          item,
          ask: (one, input, collector) => askPart(part, one, input, collector),
          piece,
          data,
          assemble,
          lists: Object.fromEntries(
            Object.entries(select).flatMap(([name, { list, only = 'job' }]) =>
              list && only === 'job' ? [[name, list]] : [],
            ),
          ),
        })
      : null,
  }
}
