import type { Envelope } from './envelope.ts'
import type { RawBlock } from './split-blocks.ts'
import { isUgcStart } from './ugc.ts'

// These are made of UGC blocks: without one such a text is cut short, not of another kind.
const zoneProducts = new Set('CWF NSH GLF OFF MWW SMW MWS SRF'.split(' '))
const synopsisLine = /^\.? ?SYNOPSIS\b[^.]*\.{2}/i

/** The block that stands before the first UGC line: a synopsis there, or the whole text of a product that has no zones. */
export function openingBlock(
  lines: readonly string[],
  envelope: Envelope,
  hasBlocks: boolean,
): RawBlock | null {
  if (envelope.wmo === null) return null
  let end = envelope.end
  while (end < lines.length && !(hasBlocks && isUgcStart(lines[end] ?? ''))) end++
  const rest = lines.slice(envelope.end, end)
  if (hasBlocks) {
    const from = rest.findIndex((line) => synopsisLine.test(line))
    return from < 0 ? null : { ugc: null, lines: ['', ...rest.slice(from)] }
  }
  if (zoneProducts.has(envelope.awips?.slice(0, 3) ?? '')) return null
  const text = rest.filter((line) => line !== '' && !line.startsWith('$$'))
  return text.length === 0
    ? null
    : { ugc: null, lines: ['', ...rest.map((line) => (line.startsWith('$$') ? '' : line))] }
}
