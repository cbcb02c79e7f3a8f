// Maps an item to a part of an answer, as data, so that routes, jobs and other features request it in the same way.
import type { Source } from '../pipeline/source.ts'
import type { Collector, MemoryCollector } from './collector.ts'

/** What the request for a part, and its presentation, may depend on. */
export interface About<Item, Options, Settings> {
  item: Item
  options: Options
  /** When the answer is made, epoch ms. */
  now: number
  settings: Settings
}

export interface PartOf<Item, Options, In, Out, Settings, Piece> {
  source: Source<In, Out, Settings>
  /** Returns the source's input for an item. */
  input(item: Item, about: About<Item, Options, Settings>): In
  /** Returns the data that the value adds to the answer. The part finishes after it, and fails with it. */
  present(value: Out, about: About<Item, Options, Settings>): Piece | Promise<Piece>
  /**
   * Names what `present` makes of a value, in distinction from other forms of the same value. The piece of a value in memory is then
   * made once, and written once. For pieces that depend on the value and the form alone while the value has not expired. A part made
   * from another with a `present` of its own needs a form of its own, or none.
   */
  form?(about: About<Item, Options, Settings>): string
}

/** Declares a part; its types are inferred and checked against the source. */
export function definePart<Item, Options, In, Out, Settings, Piece>(
  part: PartOf<Item, Options, In, Out, Settings, Piece>,
): PartOf<Item, Options, In, Out, Settings, Piece> {
  return part
}

/** An item with the data that it added. */
export interface Gathered<Item, Piece> {
  item: Item
  piece: Piece
}

/** Requests one item; null when its part failed. */
export function askPart<Item, Options, In, Out, Settings, Piece>(
  part: PartOf<Item, Options, In, Out, Settings, Piece>,
  item: Item,
  options: Options,
  collector: Collector,
): Promise<Piece | null> {
  const { source, input, present, form } = part
  const about = { item, options, now: collector.now, settings: collector.settings(source) }
  return collector.ask(source, input(item, about), (value) => present(value, about), form?.(about))
}

/** Reads all items from memory; null if one of them is not there. */
export function recallParts<Item, Options, In, Out, Settings, Piece>(
  { source, input, present, form }: PartOf<Item, Options, In, Out, Settings, Piece>,
  items: readonly Item[],
  options: Options,
  collector: MemoryCollector,
): Gathered<Item, Piece>[] | null {
  const { now } = collector
  const settings = collector.settings(source)
  const gathered: Gathered<Item, Piece>[] = []
  for (const item of items) {
    const about = { item, options, now, settings }
    const piece = collector.recall(
      source,
      input(item, about),
      (value) => present(value, about),
      form?.(about),
    )
    if (piece === null) return null
    gathered.push({ item, piece })
  }
  return gathered
}

/** Requests all items at once; items whose parts failed are absent. */
export async function askParts<Item, Options, In, Out, Settings, Piece>(
  part: PartOf<Item, Options, In, Out, Settings, Piece>,
  items: readonly Item[],
  options: Options,
  collector: Collector,
): Promise<Gathered<Item, Piece>[]> {
  const pieces = await Promise.all(items.map((item) => askPart(part, item, options, collector)))
  return items.flatMap((item, index) => {
    const piece = pieces[index] ?? null
    return piece === null ? [] : [{ item, piece }]
  })
}
