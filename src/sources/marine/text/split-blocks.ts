import { readUgc, type Ugc, type UgcContext } from './ugc.ts'

/** A stretch of a product that belongs to one UGC line. */
export interface RawBlock {
  /** Null for the text of a product that has no UGC lines at all. */
  ugc: Ugc | null
  lines: readonly string[]
}

/** The blocks of a product: each begins at its UGC line and ends at `$$`, at the next UGC line or at the next heading. */
export function splitBlocks(lines: readonly string[], context: UgcContext): RawBlock[] {
  const blocks: RawBlock[] = []
  let open: string[] | null = null
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const ugc = readUgc(lines, index, context)
    if (ugc !== null) {
      open = []
      blocks.push({ ugc, lines: open })
      index += ugc.lines - 1
    } else if (line.startsWith('$$')) {
      open = null
    } else if (open !== null) {
      open.push(line)
    }
  }
  return blocks
}
