// A kind of job as data: what it is asked, which items that comes to, how one of them is asked for, what they add up to.
// It knows no queue and no route; both follow from it.
import type { z } from 'zod'
import type { Asking } from './gathering.ts'
import type { Gathered } from './part.ts'

export interface JobKind<Input = unknown, Item = unknown, Piece = unknown, Data = unknown> {
  /** Names it in `POST /v1/jobs`. */
  kind: string
  summary: string
  /** The body without `kind`: a strict object, so that a misspelt name is a fault. */
  input: z.ZodType<Input>
  /** A body without `kind`, for the documentation. */
  example: object
  /** Names of the sources in the order of their parts in the result. */
  sources: readonly string[]
  /** Looks at the headers of the request that submits one, and throws what it is refused with. */
  admit?(header: (name: string) => string | undefined): void
  /**
   * What there is to do, one part each, in the order of the result. Settled when the job is submitted and kept with it, so
   * that a changed catalogue does not change a job that runs; hence JSON. Throws `invalid_request` when the input means
   * nothing.
   */
  items(input: Input): readonly Item[]
  /** Checks an item that is read back. */
  item: z.ZodType<Item>
  /** Asks for one item: exactly one `gathering.ask`. Gives what it adds to the result, or null when it failed. */
  ask(item: Item, input: Input, gathering: Asking): Promise<Piece | null>
  /** Checks what an item has added when it is read back. */
  piece: z.ZodType<Piece>
  /** The `data` of the result. */
  data: z.ZodType<Data>
  /** Those of its fields that list items one by one, and whether commas may separate them where they are written as text. */
  lists?: Readonly<Record<string, { commas: boolean }>>
  /** Puts together what is there, in the order of the items; those that failed or have not been asked are absent. */
  assemble(gathered: readonly Gathered<Item, Piece>[], input: Input): Data
}

/** Declares a kind of job; the types of its input, items and data are inferred and checked against each other. */
export function defineJobKind<Input, Item, Piece, Data>(kind: JobKind<Input, Item, Piece, Data>): JobKind {
  return kind as unknown as JobKind
}
