import { readUgc, type Ugc, type UgcContext } from './ugc.ts'

/** A stretch of a product that belongs to one UGC line. */
export interface RawBlock {
  /** Null for the text of a product that has no UGC lines at all. */
  ugc: Ugc | null
  lines: readonly string[]
  /** Does the text end before the block does, so that its last words may be half of what was sent? */
  isOpen: boolean
}

/** A product's lines, sorted by the block that they belong to. */
export interface SplitLines {
  /** The lines before the first UGC line. */
  opening: readonly string[]
  blocks: RawBlock[]
  /** The lines between a `$$` and the next UGC line: initials, addresses, another heading. */
  between: string[]
}

/** Splits a product into blocks: each begins at its UGC line and ends at `$$` or at the next UGC line. */
export function splitBlocks(lines: readonly string[], context: UgcContext): SplitLines {
  const blocks: RawBlock[] = []
  const between: string[] = []
  let opening = lines
  let open: string[] | null = null
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const ugc = readUgc(lines, index, context)
    if (ugc !== null) {
      if (blocks.length === 0) opening = lines.slice(0, index)
      open = []
      blocks.push({ ugc, lines: open, isOpen: false })
      index += ugc.lines - 1
    } else if (blocks.length > 0 && line.startsWith('$$')) {
      open = null
      if (line.length > 2) between.push(line.slice(2).trim())
    } else if (open !== null) {
      open.push(line)
    } else if (blocks.length > 0 && line !== '') {
      between.push(line)
    }
  }
  const last = blocks.at(-1)
  if (last !== undefined) last.isOpen = open !== null
  return { opening, blocks, between }
}
