// A kind of job as data: its input, the items derived from it, how to request one item, and how to assemble the result. It is
// independent of queues and routes, which are derived from it.
import type { z } from 'zod'
import type { Collector } from './collector.ts'
import type { Gathered } from './part.ts'

export interface JobKind<Input = unknown, Item = unknown, Piece = unknown, Data = unknown> {
  /** Name of the kind in `POST /v1/jobs`. */
  kind: string
  summary: string
  /** The body without `kind`: a strict object, so that a misspelt name is a fault. */
  input: z.ZodType<Input>
  /** A body without `kind`, for the documentation. */
  example: object
  /** Names of the sources in the order of their parts in the result. */
  sources: readonly string[]
  /** Checks the headers of the submitting request; throws to refuse it. */
  admit?(header: (name: string) => string | undefined): void
  /**
   * Returns the items, one part each, in the order of the result. Computed on submission and stored with the job as JSON, so
   * that a changed catalogue does not affect a running job. Throws `invalid_request` when the input selects nothing.
   */
  items(input: Input): readonly Item[]
  /** Validates a stored item. */
  item: z.ZodType<Item>
  /** Requests one item with exactly one `collector.ask`. Returns what it adds to the result, or null when it failed. */
  ask(item: Item, input: Input, collector: Collector): Promise<Piece | null>
  /** Validates the stored result of an item. */
  piece: z.ZodType<Piece>
  /** The `data` of the result. */
  data: z.ZodType<Data>
  /** The fields that list items one by one, and whether commas may separate the items in a text. */
  lists?: Readonly<Record<string, { commas: boolean }>>
  /** Builds the result from the items in order; items that failed or have not been requested are absent. */
  assemble(gathered: readonly Gathered<Item, Piece>[], input: Input): Data
}

/** Declares a kind of job; the types of its input, items and data are inferred and checked against each other. */
export function defineJobKind<Input, Item, Piece, Data>(kind: JobKind<Input, Item, Piece, Data>): JobKind {
  return kind as unknown as JobKind
}
