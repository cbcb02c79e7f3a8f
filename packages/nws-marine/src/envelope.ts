import { lastDayHourMinute, nearestDayHourMinute } from './day-of-month.ts'
import { type IssuanceLine, isUnreadableDate, readIssuance } from './issuance.ts'
import { lineEnd } from './lines.ts'
import { isUgcStart } from './ugc.ts'

/** The heading of a product: what precedes its first block. */
export interface Envelope {
  wmo: string | null
  awips: string | null
  office: string | null
  corrected: boolean
  /** The printed issuance line, where the heading has one. */
  issuance: IssuanceLine | null
  /** Does the heading print a date that cannot be parsed? */
  hasUnreadableDate: boolean
  /** Day, hour and minute of the WMO line. */
  sentDigits: string | null
  /** The `Expires:` line of a zone file. */
  expiresAt: number | null
  /** The other lines of the heading: its title and its office. */
  title: string[]
  /** The offset of the first line below the heading. */
  end: number
}

const expiresLine = /^Expires: ?(\d{12})\b(?:;;\d*)?/i
// "FZUS51 KLWX 201139", or with "CCA" for a correction: the columns are fixed.
const wmoLine = /^[A-Z]{4}\d{2} [A-Z]{4} \d{6}\b/
const wmoMark = /^ [A-Z]{3}\b/
const sequenceLine = /^\d{3}$/
const awipsLine = /^[A-Z][A-Z0-9]{3,5}$/
const maxAwips = 6
const correction = /\bCORRECT(?:ED|ION)\b/i

const maxLines = 60

// ICAO letters whose last three are not the office's own.
const offices = new Map<string, string>(Object.entries({ TJSJ: 'SJU', NSTU: 'STU' }))

/** Reads the heading of a product: `Expires` line, WMO line, AWIPS id, title and issuance line, all of them optional. */
export function readEnvelope(text: string): Envelope {
  const envelope: Envelope = {
    wmo: null,
    awips: null,
    office: null,
    corrected: false,
    issuance: null,
    hasUnreadableDate: false,
    sentDigits: null,
    expiresAt: null,
    title: [],
    end: 0,
  }
  const { title } = envelope
  // The number of title lines that precede another line of the heading. The lines after those belong to the text below.
  let taken = 0
  for (let count = 0, at = 0, end = 0; count < maxLines && at <= text.length; count++, at = end + 1) {
    end = lineEnd(text, at)
    if (end === at) continue
    if (isUgcStart(text, at)) break
    const line = text.slice(at, end)
    const isCut = end === text.length
    const rest = isCut && isUnreadableDate(line) ? null : readHeadingLine(line, text, end + 1, envelope)
    if (rest === null) {
      title.push(line)
      continue
    }
    envelope.end = end + 1
    // What follows the date on its line belongs to the text below.
    if (rest !== '' && envelope.issuance === null) title.push(rest)
    taken = title.length
    if (envelope.issuance !== null || envelope.hasUnreadableDate) break
  }
  title.length = taken
  return envelope
}

/**
 * Adds a line of the heading, with the rest of the product below it, to `envelope`; returns the rest of the line, or null when it
 * is not part of the heading.
 */
function readHeadingLine(line: string, text: string, below: number, envelope: Envelope): string | null {
  if (envelope.wmo === null) {
    if (wmoLine.test(line)) {
      envelope.wmo = line.slice(0, 6)
      envelope.office = officeOf(line.slice(7, 11))
      envelope.sentDigits = line.slice(12, 18)
      envelope.awips = awipsAt(text, below)
      const rest = line.slice(18)
      if (!wmoMark.test(rest)) return rest.trim()
      envelope.corrected ||= rest.startsWith(' CC')
      return rest.slice(4).trim()
    }
    const expires = expiresLine.exec(line)
    if (expires !== null) {
      envelope.expiresAt = instantOf(expires[1] ?? '')
      return line.slice(expires[0].length).trim()
    }
    if (sequenceLine.test(line)) return ''
  }
  if (line === envelope.awips) return ''
  envelope.corrected ||= correction.test(line)
  envelope.issuance = readIssuance(line)
  if (envelope.issuance !== null) return envelope.issuance.rest
  envelope.hasUnreadableDate = isUnreadableDate(line)
  return envelope.hasUnreadableDate ? line : null
}

// An unterminated last line may be half of an id.
function awipsAt(text: string, at: number): string | null {
  const end = text.indexOf('\n', at)
  const line = end - at > maxAwips ? '' : text.slice(at, Math.max(at, end))
  return awipsLine.test(line) ? line : null
}

// "202609260300"
function instantOf(digits: string): number {
  const year = twoDigits(digits, 0) * 100 + twoDigits(digits, 2)
  return Date.UTC(
    year,
    twoDigits(digits, 4) - 1,
    twoDigits(digits, 6),
    twoDigits(digits, 8),
    twoDigits(digits, 10),
  )
}

const twoDigits = (digits: string, at: number): number =>
  (digits.charCodeAt(at) - 48) * 10 + digits.charCodeAt(at + 1) - 48

/** The three-letter id of an office from the ICAO code on the WMO line. */
export function officeOf(icao: string): string {
  return offices.get(icao) ?? icao.slice(1)
}

/**
 * When a product without an issuance line was sent: the day and time of the WMO line in the month of its expiry or of the
 * reference. Null when a date is printed that cannot be parsed, since nothing may replace it.
 */
export function sentAt(envelope: Envelope, reference: number | undefined): number | null {
  if (envelope.sentDigits === null || envelope.hasUnreadableDate) return null
  if (envelope.expiresAt !== null) return lastDayHourMinute(envelope.sentDigits, envelope.expiresAt)
  return reference === undefined ? null : nearestDayHourMinute(envelope.sentDigits, reference)
}
