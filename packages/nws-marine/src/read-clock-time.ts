import { clockHour } from './issuance.ts'
import { printedOffset } from './printed-offset.ts'

/** A printed clock time: hours after midnight, the offset of its time zone if printed, and the number of words. */
export interface ClockTime {
  hour: number
  offset: number | null
  words: number
}

/** Reads "630 PM EDT", "NOON" or "MIDNIGHT CST" at a word; null when there is none. */
export function readClockTime(words: readonly string[], at: number): ClockTime | null {
  const word = words[at] ?? ''
  let hour: number | null = null
  let taken = 1
  if (word === 'NOON') hour = 12
  else if (word === 'MIDNIGHT') hour = 24
  else {
    const half = words[at + 1] ?? ''
    if (half !== 'AM' && half !== 'PM') return null
    const digits = /^(\d{1,2}?):?(\d{2})?$/.exec(word)
    if (digits === null) return null
    const full = clockHour(Number(digits[1]), half)
    if (full === null) return null
    hour = full + Number(digits[2] ?? 0) / 60
    taken = 2
  }
  const offset = printedOffset(words[at + taken] ?? '')
  return { hour, offset, words: offset === null ? taken : taken + 1 }
}
