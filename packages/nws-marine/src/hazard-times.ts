import { type Clock, type NamedSpan, readNamedSpan } from './day-time.ts'
import { inCapitals } from './hazard-kind.ts'
import { instantOf, localDay } from './local-time.ts'
import { readClockTime } from './read-clock-time.ts'
import { singleSpaced } from './single-spaced.ts'
import { timesInEnglish } from './spanish-times.ts'
import type { OffsetAt } from './zone-rules.ts'

/** When the hazard of a headline begins and ends, epoch ms; null where the headline does not print it. */
export interface HazardTimes {
  from: number | null
  until: number | null
}

/** An instant or a span that a headline prints. */
interface Printed {
  start: number
  end: number
  words: number
}

const ends = new Set(['UNTIL', 'TILL', 'THROUGH', 'THRU', 'TO'])

/** Reads the times of a headline. "Through" means the end of a span; "from", "until" and "to" mean its beginning. */
export function readHazardTimes(headline: string, clock: Clock | null): HazardTimes {
  const times: HazardTimes = { from: null, until: null }
  if (clock === null) return times
  const words = singleSpaced(withoutMarks(timesInEnglish(inCapitals(headline)))).split(' ')
  for (let at = 0; at < words.length; ) at += readAt(words, at, clock, times)
  return { from: knownOf(times.from), until: knownOf(times.until) }
}

function withoutMarks(text: string): string {
  if (!/[.,/]/.test(text)) return text
  // "10 AM EST /9 AM CST/" says one moment twice.
  return text
    .replaceAll(/\b([AP])\.M\.?/g, '$1M')
    .replaceAll(/\/[^/]*\//g, ' ')
    .replaceAll(/\.{2,}|,/g, ' ')
}

// An ambiguous time is unknown.
function knownOf(instant: number | null): number | null {
  return instant === null || Number.isNaN(instant) ? null : instant
}

/** Reads the phrase at a word into `times`; returns the number of words read. */
function readAt(words: readonly string[], at: number, clock: Clock, times: HazardTimes): number {
  const word = words[at] ?? ''
  const after = Math.max(clock.issuedAt, times.from ?? clock.issuedAt)
  if (ends.has(word) || (word === 'AT' && words[at - 1] === 'EXPIRE')) {
    const end = readPrinted(words, at + 1, clock, after)
    if (end === null) return 1
    times.until ??= word === 'THROUGH' || word === 'THRU' ? end.end : end.start
    return end.words + 1
  }
  if (word === 'FROM' || word === 'BEGINNING' || word === 'STARTING') {
    const start = readStart(words, at + 1, clock)
    if (start === null) return 1
    times.from ??= start.start
    return start.words + 1
  }
  if (word === 'AND' && times.from !== null && times.until !== null) {
    const more = readNamedSpan(words, at + 1, clock, { after: times.until })
    if (more === null) return 1
    times.until = more.end
    return more.words + 1
  }
  return readBare(words, at, clock, times)
}

// "FROM 6 AM TO 6 PM EST SUNDAY": the day is printed once and applies to both.
function readStart(words: readonly string[], at: number, clock: Clock): Printed | null {
  const start = readPrinted(words, at, clock, clock.issuedAt)
  const time = start === null ? null : readClockTime(words, at)
  if (start === null || time === null || start.words > time.words) return start
  const next = at + time.words
  const end = ends.has(words[next] ?? '') ? readClockTime(words, next + 1) : null
  if (end === null) return start
  const day = readNamedSpan(words, next + 1 + end.words, clock, { after: startOfDay(clock) })
  if (day === null || day.night) return start
  const offsetAt = zoneOf(time.offset ?? end.offset, clock)
  const sameDay = instantOf(day.day, time.hour, offsetAt)
  const isBefore = time.hour < end.hour
  const instant = isBefore ? sameDay : instantOf(day.day - 1, time.hour, offsetAt)
  return { start: instant, end: instant, words: time.words }
}

// Alaska prints no verb: "GALE WARNING TONIGHT AND FRIDAY", "… EARLY THIS AFTERNOON THROUGH THIS EVENING".
function readBare(words: readonly string[], at: number, clock: Clock, times: HazardTimes): number {
  if (times.from !== null || times.until !== null) return 1
  const bare = readNamedSpan(words, at, clock, { after: clock.issuedAt, isTonightRunning: false })
  if (bare === null) return 1
  times.from = bare.start
  const next = words[at + bare.words] ?? ''
  if (!ends.has(next)) times.until = bare.end
  return bare.words
}

function readPrinted(words: readonly string[], at: number, clock: Clock, after: number): Printed | null {
  const time = readClockTime(words, at)
  if (time === null) return readNamedSpan(words, at, clock, { after, isTonightRunning: false })
  const offsetAt = zoneOf(time.offset, clock)
  const dayAt = at + time.words + (words[at + time.words] === 'ON' ? 1 : 0)
  const own = readDayOf(words, dayAt, clock)
  if (own === null) {
    const today = localDay(clock.issuedAt, offsetAt)
    const candidates = [0, 1].map((ahead) => instantOf(today + ahead, time.hour, offsetAt))
    const start = candidates.find((instant) => instant >= after)
    return start === undefined ? null : { start, end: start, words: time.words }
  }
  // In the night of a change to or from daylight saving time, the zone itself has the printed offset by then: the day is
  // counted from its own date. An offset that it does not have belongs to another zone, and so does the date.
  const isOwn = time.offset === null || clock.offsetAt(timeOn(own, time.hour, offsetAt)) === time.offset
  const span = isOwn ? own : (readDayOf(words, dayAt, { issuedAt: clock.issuedAt, offsetAt }) ?? own)
  // Midnight of a day without "night" is either end of it.
  const last = words[dayAt + span.words - 1] ?? ''
  const isEither = time.hour === 24 && !span.night && last !== 'TODAY' && last !== 'EVENING'
  const start = isEither ? Number.NaN : timeOn(span, time.hour, offsetAt)
  return { start, end: start, words: dayAt - at + span.words }
}

const readDayOf = (words: readonly string[], at: number, clock: Clock): NamedSpan | null =>
  readNamedSpan(words, at, clock, { after: startOfDay(clock), isTonightRunning: false })

/** A time of a day; the morning hours of a night are those of the next date. */
const timeOn = ({ day, night }: NamedSpan, hour: number, offsetAt: OffsetAt): number =>
  instantOf(day, night && hour < 12 ? hour + 24 : hour, offsetAt)

function zoneOf(offset: number | null, clock: Clock): Clock['offsetAt'] {
  return offset === null ? clock.offsetAt : () => offset
}

function startOfDay(clock: Clock): number {
  return instantOf(localDay(clock.issuedAt, clock.offsetAt), 0, clock.offsetAt)
}
