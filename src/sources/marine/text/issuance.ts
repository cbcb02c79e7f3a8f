import { printedOffset } from './printed-offset.ts'

/** A printed moment of issue: the instant, and the offset it was printed with. */
export interface Issuance {
  at: number
  offsetMinutes: number
}

const english =
  /^(\d{1,2}):?(\d{2})? ?(AM|PM)? ?(\w{1,4}) (?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]* ([A-Z]{3})[A-Z]* (\d{1,2}),? ?(\d{4})\b/i
const noon = /^NOON /i
const spanish =
  /^(\d{1,2}):?(\d{2})? ?(AM|PM) (\w{1,4}) (?:LUN|MAR|MI[EÉ]|JUE|VIE|S[AÁ]B|DOM)[A-ZÉÁ]*\.? (\d{1,2})\.?(?: DE)? ([A-Z]{3})[A-Z]*\.?(?: DEL?)? (\d{4})\b/i

const months: Record<string, number> = {
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
}

/** Reads an issuance line ("757 AM EDT Thu Sep 24 2026", Spanish, or "2230 UTC THU DEC 12 2024"), null when it is none. */
export function readIssuance(line: string): Issuance | null {
  if (line.length > 160) return null
  const first = line.charCodeAt(0)
  if (first < 48 || first > 57) return noon.test(line) ? readIssuance(line.replace(noon, '1200 PM ')) : null
  const en = english.exec(line)
  if (en !== null) return instantOf(en[1], en[2], en[3], en[4], en[5], en[6], en[7])
  const es = spanish.exec(line)
  if (es !== null) return instantOf(es[1], es[2], es[3], es[4], es[6], es[5], es[7])
  return null
}

function instantOf(
  hourDigits = '',
  minuteDigits: string | undefined,
  half: string | undefined,
  zone = '',
  monthName = '',
  day = '',
  year = '',
): Issuance | null {
  const offsetMinutes = printedOffset(zone)
  const month = months[monthName.toUpperCase()]
  if (offsetMinutes === null || month === undefined || !isYear(Number(year))) return null
  const hour = clockHour(Number(hourDigits), half)
  const minute = Number(minuteDigits ?? 0)
  if (hour === null || minute > 59) return null
  const at = Date.UTC(Number(year), month, Number(day), hour, minute) - offsetMinutes * 60_000
  // Date.UTC turns Feb 31 into March 3: such a line is not a date.
  if (new Date(at + offsetMinutes * 60_000).getUTCDate() !== Number(day)) return null
  return { at, offsetMinutes }
}

// A year that no product can have is a slip, and would not print as a date.
const isYear = (year: number): boolean => year >= 1970 && year <= 2200

/** The hour of the day for a printed hour and its AM or PM, null when no clock shows it. */
export function clockHour(hour: number, half: string | undefined): number | null {
  if (half === undefined || half === '') return hour <= 23 ? hour : null
  if (hour < 1 || hour > 12) return null
  const afternoon = half.toUpperCase() === 'PM'
  return (hour % 12) + (afternoon ? 12 : 0)
}
