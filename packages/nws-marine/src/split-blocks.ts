import { readUgc, type Ugc, type UgcContext } from './ugc.ts'

/** The part of a product that belongs to one UGC line. */
export interface RawBlock {
  /** Null for the text of a product that has no UGC lines at all. */
  ugc: Ugc | null
  lines: readonly string[]
  /** Does the text end before the block does, so that its last words may be incomplete? */
  isOpen: boolean
}

/** The lines below a product's heading, grouped by the block that they belong to. */
export interface SplitLines {
  /** The lines between the heading and the first UGC line. */
  opening: readonly string[]
  blocks: RawBlock[]
  /** The lines between a `$$` and the next UGC line: initials, addresses, another heading. */
  between: string[]
}

const noLines: readonly string[] = []

/**
 * Splits a product into blocks: each begins at its UGC line and ends at `$$` or at the next UGC line. `start`: the index of the
 * first line below the heading.
 */
export function splitBlocks(lines: readonly string[], context: UgcContext, start = 0): SplitLines {
  let opening: readonly string[] | null = null
  const blocks: RawBlock[] = []
  const between: string[] = []
  let open: RawBlock | null = null
  let from = start
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const ugc = readUgc(lines, index, context)
    if (ugc !== null) {
      if (blocks.length === 0) opening = lines.slice(start, index)
      if (open !== null) open.lines = lines.slice(from, index)
      open = { ugc, lines: noLines, isOpen: false }
      blocks.push(open)
      index += ugc.lines - 1
      from = index + 1
    } else if (blocks.length > 0 && line.startsWith('$$')) {
      if (open !== null) open.lines = lines.slice(from, index)
      open = null
      if (line.length > 2) between.push(line.slice(2).trim())
    } else if (open === null && blocks.length > 0 && line !== '') {
      between.push(line)
    }
  }
  if (open !== null) {
    open.lines = lines.slice(from)
    open.isOpen = true
  }
  return { opening: opening ?? lines.slice(start), blocks, between }
}
