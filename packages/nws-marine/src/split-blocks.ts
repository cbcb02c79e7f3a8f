import { detachedText } from './known-texts.ts'
import { lineEnd } from './lines.ts'
import { readUgc, type Ugc, type UgcContext } from './ugc.ts'

/** The part of a product that belongs to one UGC line. */
export interface RawBlock {
  /** Null for the text of a product that has no UGC lines at all. */
  ugc: Ugc | null
  /** The lines below it. */
  text: string
  /** Does the text end before the block does, so that its last words may be incomplete? */
  isOpen: boolean
}

/** The text below a product's heading, divided by the block that it belongs to. */
export interface SplitText {
  /** The lines between the heading and the first UGC line. */
  opening: string
  blocks: RawBlock[]
  /** The lines between a `$$` and the next UGC line: initials, addresses, another heading. */
  between: string[]
}

/**
 * Splits a product into blocks: each begins at its UGC line and ends at `$$` or at the next UGC line. `start`: the offset of the
 * first line below the heading.
 */
export function splitBlocks(text: string, context: UgcContext, start = 0): SplitText {
  let opening: string | null = null
  const blocks: RawBlock[] = []
  const between: string[] = []
  let open: Ugc | null = null
  let from = start
  const close = (to: number, isOpen: boolean): void => {
    if (open !== null) blocks.push({ ugc: open, text: part(text, from, to), isOpen })
    open = null
  }
  for (let at = start; at <= text.length; ) {
    const ugc = readUgc(text, at, context)
    if (ugc !== null) {
      opening ??= text.slice(start, Math.max(start, at - 1))
      close(at - 1, false)
      open = ugc
      from = ugc.end
      at = ugc.end
      continue
    }
    const end = lineEnd(text, at)
    if (opening !== null && text.startsWith('$$', at)) {
      close(at - 1, false)
      if (end > at + 2) between.push(text.slice(at + 2, end).trim())
    } else if (open === null && opening !== null && end > at) {
      between.push(text.slice(at, end))
    }
    at = end + 1
  }
  close(text.length, true)
  return { opening: opening ?? text.slice(start), blocks, between }
}

// A slice keeps the whole text in memory, which is too much where it has many blocks.
const part = (text: string, from: number, to: number): string =>
  to - from > text.length / 2 ? text.slice(from, to) : detachedText(text, from, to)
