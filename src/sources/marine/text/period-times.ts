import { type Clock, readNamedSpan } from './day-time.ts'
import { instantOf, localDay } from './local-time.ts'
import { readClockTime } from './read-clock-time.ts'

/** When a period begins and ends, epoch ms; null where its name does not say. */
export interface PeriodTimes {
  startsAt: number | null
  endsAt: number | null
}

const joins = new Set(['AND', 'THROUGH', 'THRU', 'TO', 'INTO', '-'])
const unknown: PeriodTimes = { startsAt: null, endsAt: null }

/** Resolves the names of a block's periods in order: each ends after the one before it, so a repeated "MON" is a week later. */
export function resolvePeriodTimes(names: readonly string[], clock: Clock | null): PeriodTimes[] {
  if (clock === null) return names.map(() => unknown)
  let after = clock.issuedAt
  return names.map((name) => {
    const times = resolvePeriod(name, clock, after)
    if (times.endsAt !== null) after = times.endsAt
    return times
  })
}

// "THROUGH 7 PM": from the issuance to the next such hour.
function readUntil(words: readonly string[], clock: Clock): PeriodTimes {
  const isUntil = words[0] === 'THROUGH' || words[0] === 'UNTIL'
  const time = isUntil ? readClockTime(words, 1) : null
  if (time === null || time.words + 1 < words.length) return unknown
  const today = localDay(clock.issuedAt, clock.offsetAt)
  const end = instantOf(today, time.hour, clock.offsetAt)
  const endsAt = end > clock.issuedAt ? end : instantOf(today + 1, time.hour, clock.offsetAt)
  return { startsAt: clock.issuedAt, endsAt }
}

function wordsOf(name: string): string[] {
  const capitals = name.toUpperCase()
  const isPlain = !capitals.includes('/') && !capitals.includes('-')
  return isPlain ? capitals.split(' ') : capitals.replaceAll(/[/-]/g, ' - ').split(/ +/)
}

/** Resolves one name to the first such time that ends after `after`. */
export function resolvePeriod(name: string, clock: Clock, after: number): PeriodTimes {
  const words = wordsOf(name)
  const first = readNamedSpan(words, 0, clock, { after })
  if (first === null) return readUntil(words, clock)
  let end = first.end
  let at = first.words
  while (at < words.length) {
    const next = joins.has(words[at] ?? '') ? readNamedSpan(words, at + 1, clock, { after: end }) : null
    if (next === null) return unknown
    end = next.end
    at += next.words + 1
  }
  return { startsAt: first.start, endsAt: end }
}
