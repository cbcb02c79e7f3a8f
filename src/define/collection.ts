// Many items of one kind, each a part of the answer: declared once, it is a route, and a kind of job for more items than a
// request may ask for. What a command line and a form ask follows from the job's input.
import type { z } from 'zod'
import type { Fields, ValuesOf } from './field.ts'
import { defineJobKind, type JobKind } from './job-kind.ts'
import { askPart, askParts, type Gathered, type PartOf } from './part.ts'
import { defineRoute, type Route } from './route.ts'
import { type Selector, selectionOf } from './selection.ts'

export interface CollectionDefinition<Item, Options extends Fields, In, Out, Settings, Piece, Data> {
  path: `/v1/${string}`
  operationId: string
  tool?: string
  summary: string
  description: string
  /** The kind of job; without it there is none. */
  job?: {
    /** Names it in `POST /v1/jobs`. */
    kind: string
    /** That of the route, unless given. */
    summary?: string
    /** A body without `kind`, for the documentation. */
    example: object
  }
  /** One item; reads back what it has read. */
  item: z.ZodType<Item>
  /** The ways to say which items are meant, by the names of their parameters. */
  select: Readonly<Record<string, Selector<Item, ValuesOf<Options>>>>
  /** Parameters beside them. */
  options?: Options
  /** How many items may be asked for at once. */
  max: { request: number; job: number }
  part: PartOf<Item, ValuesOf<Options>, In, Out, Settings, Piece>
  /** What an item adds. */
  piece: z.ZodType<Piece>
  data: z.ZodType<Data>
  /** Puts together what is there, in the order of the items; those whose parts failed are absent. */
  assemble(gathered: readonly Gathered<Item, Piece>[]): Data
  /** Looks at the headers of a request, for the route or for a job, and throws what they are refused with. */
  admit?(header: (name: string) => string | undefined): void
  /** Throws what a request is refused with as a whole, by the settings of the source. */
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
      async gather(input, gathering) {
        allow?.(gathering.settings(source))
        return assemble(await askParts(part, asked.itemsOf(input), input, gathering))
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
          ask: (one, input, gathering) => askPart(part, one, input, gathering),
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
