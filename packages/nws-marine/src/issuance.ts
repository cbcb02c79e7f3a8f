import { detachedText } from './known-texts.ts'
import { printedOffset } from './printed-offset.ts'
import { singleSpaced } from './single-spaced.ts'

/** When a text was issued: the instant, and the UTC offset it was printed with. */
export interface Issuance {
  at: number
  offsetMinutes: number
}

/** A parsed issuance line, and the text after the date. */
export interface IssuanceLine extends Issuance {
  rest: string
}

const clock = String.raw`^(?:(\d{1,2}):?(\d{2})? ?(?:([AP])\.?M\b\.?)?|(?:12 ?)?(NOON|MIDNIGHT))`
const zone = String.raw`,? \(?([A-Z]{1,4})\)?,?`
const english = new RegExp(
  String.raw`${clock}${zone} (?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*\.?,? (?:([A-Z]{3})[A-Z]*\.? (\d{1,2})(?:ST|ND|RD|TH)?|(\d{1,2}) ([A-Z]{3})[A-Z]*\.?),? ?(\d{4})\b`,
  'i',
)
const spanish = new RegExp(
  String.raw`${clock}${zone} (?:LUN|MAR|MI[EÉ]|JUE|VIE|S[AÁ]B|DOM)[A-ZÉÁ]*\.?,? ()()(\d{1,2})\.?(?: DE)? ([A-Z]{3})[A-Z]*\.?(?: DEL?)?,? (\d{4})\b`,
  'i',
)
// "/945 AM CDT Thu Jun 15 2023/" says the same moment in another zone.
const again = /^ ?\/[^/]*\d{4}\//
const likeDate =
  /^(?:(?:12 ?)?(?:NOON|MIDNIGHT)\b|\d{1,2}:?\d{2}? ?(?:[AP]\.?M\b|UTC\b|GMT\b|Z\b)).*(?:\b(?:19|20)\d\d\b|\d\/\d|\b(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.? \d)/i
const opensWithClock = /^(?:\d|NOON|MIDNIGHT)/i
const maxLength = 160

const months = new Map<string, number>(
  Object.entries({
    JAN: 0,
    FEB: 1,
    MAR: 2,
    APR: 3,
    MAY: 4,
    JUN: 5,
    JUL: 6,
    AUG: 7,
    SEP: 8,
    OCT: 9,
    NOV: 10,
    DEC: 11,
    ENE: 0,
    ABR: 3,
    AGO: 7,
    DIC: 11,
  }),
)

/** Reads an issuance line ("757 AM EDT Thu Sep 24 2026", Spanish, or "2230 UTC THU DEC 12 2024"); null for any other. */
export function readIssuance(line: string): IssuanceLine | null {
  const text = opening(line)
  if (text === null) return null
  const before = known.get(text)
  if (before !== undefined) return before
  const issuance = readDate(text)
  if (issuance !== null && issuance.rest === '') {
    if (known.size >= maxKnown) known.clear()
    known.set(detachedText(text, 0, text.length), issuance)
  }
  return issuance
}

// The blocks of a product, and the products of an office, repeat the same line.
const known = new Map<string, IssuanceLine>()
const maxKnown = 200

function readDate(text: string): IssuanceLine | null {
  const found = english.exec(text) ?? spanish.exec(text)
  if (found === null) return null
  const [all, hour, minute, half, word, letters, monthBefore, dayBehind, dayBefore, monthBehind, year] = found
  const clockWord = word?.toUpperCase() === 'NOON' ? '12' : word === undefined ? undefined : '0'
  const issuance = instantOf({
    hour: clockWord ?? hour ?? '',
    minute: minute ?? '0',
    half: half === undefined ? '' : `${half}M`,
    zone: letters ?? '',
    month: monthBefore || (monthBehind ?? ''),
    day: dayBehind || (dayBefore ?? ''),
    year: year ?? '',
  })
  return issuance === null
    ? null
    : {
        ...issuance,
        rest: text
          .slice(all.length)
          .replace(again, '')
          .replace(/^\. ?(?!\S)|^\. (?=\.)/, '')
          .trim(),
      }
}

/** Does this line print a date that cannot be parsed? Nothing else may then replace it. */
export function isUnreadableDate(line: string): boolean {
  const text = opening(line)
  return text !== null && readIssuance(line) === null && likeDate.test(text)
}

// Such a line begins with a clock time.
function opening(line: string): string | null {
  const first = line.charCodeAt(0)
  const isOpening = (first >= 48 && first <= 57) || ((first | 32) >= 109 && (first | 32) <= 110)
  return isOpening && opensWithClock.test(line)
    ? singleSpaced(line.slice(0, maxLength)) + line.slice(maxLength)
    : null
}

interface PrintedDate {
  hour: string
  minute: string
  half: string
  zone: string
  month: string
  day: string
  year: string
}

function instantOf(printed: PrintedDate): Issuance | null {
  const [year, day, minute] = [Number(printed.year), Number(printed.day), Number(printed.minute)]
  const offsetMinutes = printedOffset(printed.zone)
  const month = months.get(printed.month.toUpperCase())
  if (offsetMinutes === null || month === undefined || !isYear(year)) return null
  const hour = clockHour(Number(printed.hour), printed.half)
  if (hour === null || minute > 59) return null
  const at = Date.UTC(year, month, day, hour, minute) - offsetMinutes * 60_000
  // Date.UTC turns Feb 31 into March 3: such a line is not a date.
  if (new Date(at + offsetMinutes * 60_000).getUTCDate() !== day) return null
  return { at, offsetMinutes }
}

// A year outside this range is a misprint, and would not format as a date.
const isYear = (year: number): boolean => year >= 1970 && year <= 2200

/** The hour of the day for a printed hour and its AM or PM; null when it is out of range. */
export function clockHour(hour: number, half: string | undefined): number | null {
  if (half === undefined || half === '') return hour <= 23 ? hour : null
  if (hour < 1 || hour > 12) return null
  const afternoon = half.toUpperCase() === 'PM'
  return (hour % 12) + (afternoon ? 12 : 0)
}
