import type { Issuance } from './issuance.ts'

/** The lines of a block, sorted by their role; texts are unwrapped and single-spaced. */
export interface Body {
  vtec: string[]
  names: string[]
  issuance: Issuance | null
  /** Does the block print a date that cannot be parsed? */
  hasUnreadableDate: boolean
  /** Does the text end before the first headline, period or paragraph, so that the head may be incomplete? */
  isHeadOpen: boolean
  headlines: string[]
  synopsis: string | null
  periods: RawPeriod[]
  unparsed: string[]
}

/** A period before its text is typed. */
export interface RawPeriod {
  name: string
  text: string
  /** Does the product end in the middle of it? */
  isOpen: boolean
}

/** How the lines of a block are sorted. */
export interface BodyOptions {
  /** How many zones the block is for. */
  zones: number
  /** May `.NAME...` open a period? Only below a UGC line: elsewhere it is some other heading. */
  hasPeriods: boolean
  /** Does the product end with the last line, not by a mark that closes the block? */
  isOpen?: boolean
}

/** A body without any lines. */
export const emptyBody = (): Body => ({
  vtec: [],
  names: [],
  issuance: null,
  hasUnreadableDate: false,
  isHeadOpen: false,
  headlines: [],
  synopsis: null,
  periods: [],
  unparsed: [],
})
