// How headlines say when. Each phrase is paired with the instant it means, by the convention of marine texts: a day is 6
// to 18 local time, a night 18 to 6, a morning ends at noon, an evening at midnight.
import type { Random } from '../random.ts'
import { localTime, weekdays, zoneLetters } from './local-time.ts'

/** The moment of issue, and the clock that headlines speak by. */
export interface LocalClock {
  issuedAt: number
  timeZone: string
  /** The office's own time zone; where it is another one, both clocks are printed. */
  home: string
}

interface Printed {
  words: string
  at: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The end of a hazard: "UNTIL 6 PM EST SATURDAY", "THROUGH LATE TONIGHT". `first` is the word before a clock time. */
export function printEnd(at: number, clock: LocalClock, random: Random, first = 'UNTIL'): Printed {
  const vague = endWords(at, clock)
  if (vague.length > 0 && random.chance(0.5)) return { words: `THROUGH ${random.pick(vague)}`, at }
  const moved = at + random.pick([0, 0, 0, -6, -3, -2, 2, 3, 6]) * hourMs
  // Never an end that is nearly past, and none that a change of clocks has shifted off the hour.
  const end = moved - clock.issuedAt > 2 * hourMs ? moved : at
  return { words: `${first} ${clockWords(end, clock)}`, at: end }
}

/** The start of a hazard that is still to come: "FROM 6 PM EST THIS EVENING", "FROM SATURDAY MORNING". */
export function printStart(at: number, clock: LocalClock, random: Random): Printed {
  const vague = startWords(at, clock)
  const words = vague.length > 0 && random.chance(0.5) ? random.pick(vague) : clockWords(at, clock)
  return { words: `FROM ${words}`, at }
}

/** A whole period by its name, as in Alaska: "TONIGHT", "SATURDAY NIGHT"; null where the name would be unclear. */
export function spanWords(startsAt: number, clock: LocalClock): string | null {
  const { hour } = localTime(startsAt, clock.timeZone)
  const days = daysAhead(startsAt, clock)
  const isNight = hour >= 18
  if (days === 0) return isNight ? 'TONIGHT' : hour >= 6 && hour < 11 ? 'TODAY' : null
  return hour === 6 ? dayName(days, clock) : hour === 18 ? `${dayName(days, clock)} NIGHT` : null
}

function endWords(at: number, clock: LocalClock): string[] {
  const { hour, minute } = localTime(at, clock.timeZone)
  const days = daysAhead(at, clock)
  if (minute !== 0) return []
  if (hour === 6 && days === 1) return ['LATE TONIGHT', 'TONIGHT']
  if (hour === 6 && days > 1)
    return [`${dayName(days - 1, clock)} NIGHT`, `LATE ${dayName(days - 1, clock)} NIGHT`]
  if (hour === 18 && days === 0) return ['THIS AFTERNOON', 'LATE THIS AFTERNOON']
  if (hour === 18) return [dayName(days, clock), `${dayName(days, clock)} AFTERNOON`]
  return []
}

function startWords(at: number, clock: LocalClock): string[] {
  const { hour } = localTime(at, clock.timeZone)
  const days = daysAhead(at, clock)
  if (hour === 18)
    return days === 0
      ? ['TONIGHT', 'THIS EVENING']
      : [`${dayName(days, clock)} NIGHT`, `${dayName(days, clock)} EVENING`]
  if (hour === 6 && days > 0) return [`${dayName(days, clock)} MORNING`, dayName(days, clock)]
  return []
}

/** `6 PM EST THIS EVENING`, `NOON EST TODAY`, `MIDNIGHT EST TONIGHT`, `1 AM EST SATURDAY`. */
function clockWords(at: number, clock: LocalClock): string {
  const { hour } = localTime(at, clock.timeZone)
  const days = daysAhead(at, clock)
  const letters = `${zoneLetters(at, clock.timeZone)}${homeTime(at, clock)}`
  if (hour === 0 && days > 0) {
    return `MIDNIGHT ${letters} ${days === 1 ? 'TONIGHT' : `${dayName(days - 1, clock)} NIGHT`}`
  }
  const time = spokenHour(hour)
  if (days > 0) return `${time} ${letters} ${dayName(days, clock)}`
  const part =
    hour < 12 ? 'THIS MORNING' : hour === 12 ? 'TODAY' : hour < 18 ? 'THIS AFTERNOON' : 'THIS EVENING'
  return `${time} ${letters} ${part}`
}

const spokenHour = (hour: number): string =>
  hour === 12 ? 'NOON' : `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'AM' : 'PM'}`

function homeTime(at: number, { timeZone, home }: LocalClock): string {
  if (home === timeZone) return ''
  return ` /${spokenHour(localTime(at, home).hour)} ${zoneLetters(at, home)}/`
}

function daysAhead(at: number, { issuedAt, timeZone }: LocalClock): number {
  return localDate(at, timeZone) - localDate(issuedAt, timeZone)
}

function localDate(at: number, timeZone: string): number {
  const { year, month, day } = localTime(at, timeZone)
  return Date.UTC(year, month, day) / dayMs
}

function dayName(days: number, { issuedAt, timeZone }: LocalClock): string {
  return weekdays[(localTime(issuedAt, timeZone).weekday + days) % 7]?.toUpperCase() ?? ''
}
