// Texts arrive zone by zone, all at once if they are cached. Texts that arrive together are searched together: inline if they are
// short, otherwise in shards on threads, because a long search would block the event loop. Each zone gets its matches as soon as
// its shard is done, so that a stream does not wait for other zones.
import type { Compute } from '../../../pipeline/task.ts'
import { type Found, searchTexts } from './search-texts.ts'
import type { Terms } from './terms.ts'

/** Maximum number of characters searched inline: about two milliseconds. */
const maxInline = 32_768
/** Characters per shard: long enough to pay for the transfer to a thread, short enough to occupy several. */
const shardLength = 16_384

interface Waiting {
  texts: readonly string[]
  length: number
  resolve(found: Found[]): void
  reject(error: unknown): void
}

/** Searches a list of texts for the terms; resolves with the texts that match. */
export type TextSearch = (texts: readonly string[]) => Promise<Found[]>

/** Creates the search for one request. */
export function createTextSearch(terms: Terms, { compute }: { compute: Compute }): TextSearch {
  let waiting: Waiting[] = []

  const run = async (shard: readonly Waiting[], offloadAbove: number): Promise<void> => {
    const all = shard.flatMap(({ texts }) => texts)
    const query = { terms, lengths: all.map((text) => text.length) }
    try {
      const found = await compute(searchTexts, all.join(''), query, { offloadAbove })
      let from = 0
      for (const { texts, resolve } of shard) {
        const to = from + texts.length
        resolve(found.filter(({ index }) => index >= from && index < to).map(shifted(from)))
        from = to
      }
    } catch (error) {
      for (const { reject } of shard) reject(error)
    }
  }

  const flush = (): void => {
    const arrived = waiting
    waiting = []
    const isLittle = lengthOf(arrived) <= maxInline
    const shards = isLittle ? [arrived] : shardsOf(arrived)
    for (const shard of shards) void run(shard, isLittle ? Number.POSITIVE_INFINITY : 0)
  }

  return (texts) =>
    new Promise((resolve, reject) => {
      // Pieces from memory arrive within the same turn.
      if (waiting.length === 0) queueMicrotask(flush)
      const length = texts.reduce((sum, text) => sum + text.length, 0)
      waiting.push({ texts, length, resolve, reject })
    })
}

const shifted =
  (from: number) =>
  (found: Found): Found => ({ ...found, index: found.index - from })

const lengthOf = (lists: readonly Waiting[]): number => lists.reduce((sum, { length }) => sum + length, 0)

/** Splits between lists, so a shard exceeds the maximum only if a single list does. */
function shardsOf(lists: readonly Waiting[]): Waiting[][] {
  const shards: Waiting[][] = []
  for (const list of lists) {
    const last = shards.at(-1)
    if (last && lengthOf(last) + list.length <= shardLength) last.push(list)
    else shards.push([list])
  }
  return shards
}
