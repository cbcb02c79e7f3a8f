// Which part of an answer an item is: as data, so that routes, jobs and other features ask for it in the same way.
import type { Source } from '../pipeline/source.ts'
import type { Asking } from './gathering.ts'

/** What asking for a part, and presenting it, may depend on. */
export interface About<Item, Options, Settings> {
  item: Item
  options: Options
  /** When the answer is made, epoch ms. */
  now: number
  settings: Settings
}

export interface PartOf<Item, Options, In, Out, Settings, Piece> {
  source: Source<In, Out, Settings>
  /** What the source is asked for an item. */
  input(item: Item, about: About<Item, Options, Settings>): In
  /** What its value adds to the answer. Where that takes time, the part lands after it, and fails when it does. */
  present(value: Out, about: About<Item, Options, Settings>): Piece | Promise<Piece>
}

/** Declares a part; its types are inferred and checked against the source. */
export function definePart<Item, Options, In, Out, Settings, Piece>(
  part: PartOf<Item, Options, In, Out, Settings, Piece>,
): PartOf<Item, Options, In, Out, Settings, Piece> {
  return part
}

/** An item with what it added. */
export interface Gathered<Item, Piece> {
  item: Item
  piece: Piece
}

/** Asks for one item; null when its part failed. */
export function askPart<Item, Options, In, Out, Settings, Piece>(
  part: PartOf<Item, Options, In, Out, Settings, Piece>,
  item: Item,
  options: Options,
  gathering: Asking,
): Promise<Piece | null> {
  const { source, input, present } = part
  const about = { item, options, now: gathering.now, settings: gathering.settings(source) }
  return gathering.ask(source, input(item, about), (value) => present(value, about))
}

/** Asks for all items at once; those whose parts failed are absent. */
export async function askParts<Item, Options, In, Out, Settings, Piece>(
  part: PartOf<Item, Options, In, Out, Settings, Piece>,
  items: readonly Item[],
  options: Options,
  gathering: Asking,
): Promise<Gathered<Item, Piece>[]> {
  const pieces = await Promise.all(items.map((item) => askPart(part, item, options, gathering)))
  return items.flatMap((item, index) => {
    const piece = pieces[index] ?? null
    return piece === null ? [] : [{ item, piece }]
  })
}
