import type { Envelope } from './envelope.ts'
import { readBody } from './read-body.ts'
import type { RawBlock } from './split-blocks.ts'

/** What stands between a product's heading and its first UGC line. */
export interface Opening {
  headlines: string[]
  /** The free text there, such as the overview of a warning or the area of a forecast; null for none. */
  overview: string | null
  /** A synopsis that stands there, or the whole text of a product that has no zones. */
  block: RawBlock | null
}

// These are made of UGC blocks: without one such a text is cut short, not of another kind.
const zoneProducts = new Set('CWF NSH GLF OFF MWW SMW MWS SRF'.split(' '))
const synopsisLine = /^\.? ?SYNOPSIS\b[^.]*\.{2}/i

/** Sorts the lines below the heading. `isWhole`: no UGC line follows, so they are the whole text. */
export function readOpening(lines: readonly string[], envelope: Envelope, isWhole: boolean): Opening {
  const isZoneless = isWhole && !zoneProducts.has(envelope.awips?.slice(0, 3) ?? '')
  if (isZoneless && envelope.wmo !== null) {
    const text = lines.map((line) => (line.startsWith('$$') ? line.slice(2).trim() : line))
    const isOpen = !lines.some((line) => line.startsWith('$$'))
    const block = text.every((line) => line === '') ? null : blockOf(text, isOpen)
    return { headlines: [], overview: null, block }
  }
  const at = envelope.wmo === null ? -1 : lines.findIndex((line) => synopsisLine.test(line))
  const above = at < 0 ? lines : lines.slice(0, at)
  const body = readBody(['', ...above], { zones: 0, hasPeriods: false, isOpen: isWhole })
  const overview = body.unparsed.map(withoutDot).join(' ')
  return {
    headlines: body.headlines,
    overview: overview === '' ? null : overview,
    block: at < 0 ? null : blockOf(lines.slice(at), isWhole),
  }
}

const withoutDot = (paragraph: string): string => paragraph.replace(/^\. ?/, '')

// A blank line keeps the first line from being the name of a zone.
const blockOf = (lines: readonly string[], isOpen: boolean): RawBlock => ({
  ugc: null,
  lines: ['', ...lines],
  isOpen,
})
