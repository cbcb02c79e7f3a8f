import { lastDayHourMinute, nearestDayHourMinute } from './day-of-month.ts'
import { type Issuance, readIssuance } from './issuance.ts'
import { isUgcStart } from './ugc.ts'

/** What stands before the first block of a product. */
export interface Envelope {
  wmo: string | null
  awips: string | null
  office: string | null
  corrected: boolean
  /** The printed issuance line, where the heading has one. */
  issuance: Issuance | null
  /** Day, hour and minute of the WMO line. */
  sentDigits: string | null
  /** The `Expires:` line of a zone file. */
  expiresAt: number | null
  /** Index of the first line below the heading. */
  end: number
}

const expiresLine = /^Expires: ?(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})\b/i
const wmoLine = /^([A-Z]{4}\d{2}) ([A-Z]{4}) (\d{6})(?: ([A-Z]{3}))?\b/
const awipsLine = /^[A-Z][A-Z0-9]{3,5}$/
const correction = /\bCORRECT(?:ED|ION)\b/i

// ICAO letters whose last three are not the office's own.
const offices: Record<string, string> = { TJSJ: 'SJU', NSTU: 'STU' }

/** Reads the heading of a product: `Expires` line, WMO line, AWIPS id, title and issuance line, all of them optional. */
export function readEnvelope(lines: readonly string[]): Envelope {
  const envelope: Envelope = {
    wmo: null,
    awips: null,
    office: null,
    corrected: false,
    issuance: null,
    sentDigits: null,
    expiresAt: null,
    end: 0,
  }
  for (let index = 0; index < lines.length && index < 60; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    if (isUgcStart(line)) break
    const found = readHeadingLine(line, lines[index + 1] ?? '', envelope)
    if (found) envelope.end = index + 1
    if (envelope.issuance !== null) break
  }
  return envelope
}

function readHeadingLine(line: string, next: string, envelope: Envelope): boolean {
  if (envelope.wmo === null) {
    const wmo = wmoLine.exec(line)
    if (wmo !== null) {
      envelope.wmo = wmo[1] ?? null
      envelope.office = officeOf(wmo[2] ?? '')
      envelope.sentDigits = wmo[3] ?? null
      envelope.corrected ||= (wmo[4] ?? '').startsWith('CC')
      if (awipsLine.test(next)) envelope.awips = next
      return true
    }
    const expires = expiresLine.exec(line)
    if (expires !== null) {
      const [year, month, day, hour, minute] = expires.slice(1).map(Number)
      envelope.expiresAt = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute)
      return true
    }
  }
  if (line === envelope.awips) return true
  envelope.corrected ||= correction.test(line)
  envelope.issuance = readIssuance(line)
  return envelope.issuance !== null
}

/** Three letters of an office from the four of its WMO line. */
export function officeOf(icao: string): string {
  return offices[icao] ?? icao.slice(1)
}

/** When a product without an issuance line was sent: the WMO time in the month that its expiry or the reference says. */
export function sentAt(envelope: Envelope, reference: number | undefined): number | null {
  if (envelope.sentDigits === null) return null
  if (envelope.expiresAt !== null) return lastDayHourMinute(envelope.sentDigits, envelope.expiresAt)
  return reference === undefined ? null : nearestDayHourMinute(envelope.sentDigits, reference)
}
