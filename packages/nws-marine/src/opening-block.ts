import type { Envelope } from './envelope.ts'
import { readBody } from './read-body.ts'
import type { RawBlock } from './split-blocks.ts'

/** The lines between a product's heading and its first UGC line. */
export interface Opening {
  /** The lines of headlines and free text. */
  lines: readonly string[]
  /** A synopsis that stands there, or the whole text of a product that has no zones. */
  block: RawBlock | null
}

// These consist of UGC blocks: without one such a text is cut short, not of another kind.
const zoneProducts = new Set('CWF NSH GLF OFF MWW SMW MWS SRF'.split(' '))
const synopsisLine = /^\.? ?SYNOPSIS\b[^.]*\.{2}/i
const noLines: readonly string[] = []

/** Splits the lines below the heading. `isWhole`: no UGC line follows, so they are the whole text. */
export function splitOpening(lines: readonly string[], envelope: Envelope, isWhole: boolean): Opening {
  const hasHeading = envelope.wmo !== null
  if (hasHeading && isWhole && !zoneProducts.has(envelope.awips?.slice(0, 3) ?? '')) {
    const text = lines.map((line) => (line.startsWith('$$') ? line.slice(2).trim() : line))
    const isOpen = !lines.some((line) => line.startsWith('$$'))
    return { lines: noLines, block: text.every((line) => line === '') ? null : blockOf(text, isOpen) }
  }
  const at = hasHeading ? lines.findIndex((line) => synopsisLine.test(line)) : -1
  if (at < 0) return { lines, block: null }
  return { lines: lines.slice(0, at), block: blockOf(lines.slice(at), isWhole) }
}

/** The headlines and the free text of an opening, such as the overview of a warning or the area of a forecast. */
export function readOpening(
  { lines }: Opening,
  isWhole: boolean,
): { headlines: string[]; overview: string | null } {
  const { headlines, unparsed } = readBody(['', ...lines], { zones: 0, hasPeriods: false, isOpen: isWhole })
  return { headlines, overview: unparsed.map(withoutDot).join(' ') || null }
}

const withoutDot = (paragraph: string): string => paragraph.replace(/^\. ?/, '')

// A blank line keeps the first line from being the name of a zone.
const blockOf = (lines: readonly string[], isOpen: boolean): RawBlock => ({
  ugc: null,
  lines: ['', ...lines],
  isOpen,
})
