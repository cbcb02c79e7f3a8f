import { readUgc, type Ugc, type UgcContext } from './ugc.ts'

/** A stretch of a product that belongs to one UGC line. */
export interface RawBlock {
  ugc: Ugc
  lines: string[]
}

/** The blocks of a product: each begins at its UGC line and ends at `$$`, at the next UGC line or at the next heading. */
export function splitBlocks(lines: readonly string[], context: UgcContext): RawBlock[] {
  const blocks: RawBlock[] = []
  let open: RawBlock | null = null
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const ugc = readUgc(lines, index, context)
    if (ugc !== null) {
      open = { ugc, lines: [] }
      blocks.push(open)
      index += ugc.lines - 1
    } else if (line.startsWith('$$')) {
      open = null
    } else if (open !== null) {
      open.lines.push(line)
    }
  }
  return blocks
}
