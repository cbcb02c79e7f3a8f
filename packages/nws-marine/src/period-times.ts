import { type Clock, type NamedSpan, readNamedSpan } from './day-time.ts'
import { instantOf, localDay } from './local-time.ts'
import { readClockTime } from './read-clock-time.ts'

/** When a period begins and ends, epoch ms; null where its name does not say. */
export interface PeriodTimes {
  startsAt: number | null
  endsAt: number | null
}

/** The span that a period's name gives, epoch ms. */
interface Span {
  start: number
  end: number
  /** The next morning, if the name is a whole day ("SAT"), which may include its night. */
  morning: number | null
}

const joins = new Set(['AND', 'THROUGH', 'THRU', 'TO', 'INTO', '-'])
const unknown: PeriodTimes = { startsAt: null, endsAt: null }
// Forecasts cover seven days: a name that would end later is misread or misprinted.
const hourMs = 3_600_000
const horizonMs = 8 * 24 * hourMs
const anyMonday: Clock = { issuedAt: 4 * 86_400_000, offsetAt: () => 0 }

/**
 * Resolves the names of a block's periods in order. A weekday is the one nearest to the end of the period before it, so that a
 * duplicate or misplaced name does not shift the others. A day without a night of its own lasts until the next morning.
 * `isOpen`: the text ends before its block does, so what follows the last period is not known.
 */
export function resolvePeriodTimes(
  names: readonly string[],
  clock: Clock | null,
  isOpen = false,
): PeriodTimes[] {
  if (clock === null) return names.map(() => unknown)
  const limit = clock.issuedAt + horizonMs
  let after = clock.issuedAt
  const spans = names.map((name, index) => {
    const span = resolvePeriod(name, clock, after)
    if (span === null || span.end > limit) return null
    const next = follows(span, after) ? null : resolvePeriod(names[index + 1] ?? '', clock, after)
    // If the next name continues from before a jump, the jump was a misprint.
    if (next === null || !follows(next, after)) after = span.end
    return span
  })
  const times: PeriodTimes[] = []
  let next: Span | null = null
  for (let index = spans.length - 1; index >= 0; index--) {
    const span = spans[index] ?? null
    times.push(span === null ? unknown : { startsAt: span.start, endsAt: endOf(span, next, limit, isOpen) })
    next = span ?? next
  }
  return times.reverse()
}

/** Does a span begin near the end of the previous one? Some forecasts omit a night. */
function follows({ start }: Span, after: number): boolean {
  return start >= after - 12 * hourMs && start <= after + 36 * hourMs
}

function endOf({ end, morning }: Span, next: Span | null, limit: number, isOpen: boolean): number | null {
  if (morning === null) return end
  if (next === null && isOpen) return null
  const isFree = next === null || next.start >= morning
  return isFree && morning <= limit ? morning : end
}

/** Is this a name of a period: a day, a part of a day, or a range of them? */
export function isPeriodName(name: string): boolean {
  return resolvePeriod(name, anyMonday, anyMonday.issuedAt) !== null
}

// "THROUGH 7 PM": from the issuance to the next such hour.
function readUntil(words: readonly string[], clock: Clock): Span | null {
  const isUntil = words[0] === 'THROUGH' || words[0] === 'UNTIL'
  const time = isUntil ? readClockTime(words, 1) : null
  if (time === null || time.words + 1 < words.length) return null
  const today = localDay(clock.issuedAt, clock.offsetAt)
  const end = instantOf(today, time.hour, clock.offsetAt)
  const endsAt = end > clock.issuedAt ? end : instantOf(today + 1, time.hour, clock.offsetAt)
  return { start: clock.issuedAt, end: endsAt, morning: null }
}

function wordsOf(name: string): string[] {
  const capitals = name.toUpperCase()
  const isPlain = !capitals.includes('/') && !capitals.includes('-')
  return isPlain ? capitals.split(' ') : capitals.replaceAll(/[/-]/g, ' - ').split(/ +/)
}

function resolvePeriod(name: string, clock: Clock, after: number): Span | null {
  const words = wordsOf(name)
  const first = readNamedSpan(words, 0, clock, { after, isNearest: true })
  if (first === null) return readUntil(words, clock)
  let last: NamedSpan = first
  let at = first.words
  while (at < words.length) {
    const joined = joins.has(words[at] ?? '')
    const next: NamedSpan | null = joined ? readNamedSpan(words, at + 1, clock, { after: last.end }) : null
    if (next === null) return null
    last = next
    at += next.words + 1
  }
  const morning = last.isWholeDay ? instantOf(last.day, 30, clock.offsetAt) : null
  return { start: first.start, end: last.end, morning }
}
