import type { Envelope } from './envelope.ts'
import { readBody } from './read-body.ts'
import type { RawBlock } from './split-blocks.ts'

/** The text between a product's heading and its first UGC line. */
export interface Opening {
  /** Headlines and free text. */
  text: string
  /** A synopsis that stands there, or the whole text of a product that has no zones. */
  block: RawBlock | null
}

// These consist of UGC blocks: without one such a text is cut short, not of another kind.
const zoneProducts = new Set('CWF NSH GLF OFF MWW SMW MWS SRF'.split(' '))
const synopsisLine = /^\.? ?SYNOPSIS\b[^.\n]*\.{2}/im
const endMark = /^\$\$ */gm

/** Splits the text below the heading. `isWhole`: no UGC line follows, so it is the whole text. */
export function splitOpening(text: string, envelope: Envelope, isWhole: boolean): Opening {
  const hasHeading = envelope.wmo !== null
  if (hasHeading && isWhole && !zoneProducts.has(envelope.awips?.slice(0, 3) ?? '')) {
    const whole = text.replaceAll(endMark, '')
    const isEmpty = whole.trim() === ''
    return { text: '', block: isEmpty ? null : blockOf(whole, whole.length === text.length) }
  }
  const at = hasHeading ? text.search(synopsisLine) : -1
  if (at < 0) return { text, block: null }
  return { text: text.slice(0, Math.max(0, at - 1)), block: blockOf(text.slice(at), isWhole) }
}

/** The headlines and the free text of an opening, such as the overview of a warning or the area of a forecast. */
export function readOpening(
  { text }: Opening,
  isWhole: boolean,
): { headlines: string[]; overview: string | null } {
  const { headlines, unparsed } = readBody(`\n${text}`, { zones: 0, hasPeriods: false, isOpen: isWhole })
  return { headlines, overview: unparsed.map(withoutDot).join(' ') || null }
}

const withoutDot = (paragraph: string): string => paragraph.replace(/^\. ?/, '')

// A blank line keeps the first line from being the name of a zone.
const blockOf = (text: string, isOpen: boolean): RawBlock => ({ ugc: null, text: `\n${text}`, isOpen })
