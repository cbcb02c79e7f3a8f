import type { Random } from '../random.ts'
import { atLocalHour, localTime, weekdays } from './local-time.ts'

/** A stretch of time that a forecast speaks about. */
export interface PeriodSlot {
  /** As printed: `REST OF TONIGHT`, `SAT NIGHT`, `SUN THROUGH MON`. */
  name: string
  startsAt: number
  endsAt: number
  part: 'day' | 'night' | 'both'
  isFirst: boolean
}

const dawn = 6
const noon = 12
const dusk = 18

/** The periods of a forecast that is issued at an instant: days and nights, later on whole days and spans of days. */
export function planPeriods(
  issuedAt: number,
  timeZone: string,
  fullDays: boolean,
  random: Random,
): PeriodSlot[] {
  const { hour, weekday } = localTime(issuedAt, timeZone)
  const dayName = (days: number): string => {
    const name = weekdays[(weekday + days) % 7]?.toUpperCase() ?? ''
    return fullDays ? name : name.slice(0, 3)
  }
  const at = (days: number, localHour: number): number => atLocalHour(issuedAt, days, localHour, timeZone)
  const slots: PeriodSlot[] = []
  const add = (name: string, startsAt: number, endsAt: number, part: PeriodSlot['part']): void => {
    slots.push({ name, startsAt, endsAt, part, isFirst: slots.length === 0 })
  }

  // `day` is the local day on which the next day period begins.
  let day = 1
  if (hour < 4) {
    add('REST OF TONIGHT', issuedAt, at(0, dawn), 'night')
    day = 0
  } else {
    if (hour < 11) add('TODAY', Math.max(issuedAt, at(0, dawn)), at(0, dusk), 'day')
    else if (hour < 15 && random.chance(0.5)) add('REST OF TODAY', issuedAt, at(0, dusk), 'day')
    else if (hour < 15) add('THIS AFTERNOON', Math.max(issuedAt, at(0, noon)), at(0, dusk), 'day')
    else if (hour === 15) add('LATE THIS AFTERNOON', issuedAt, at(0, dusk), 'day')
    const late = hour >= 21
    add(late ? 'REST OF TONIGHT' : 'TONIGHT', hour >= dusk ? issuedAt : at(0, dusk), at(1, dawn), 'night')
  }

  const halves = random.int(2, 3)
  for (let count = 0; count < halves; count++, day++) {
    add(dayName(day), at(day, dawn), at(day, dusk), 'day')
    add(`${dayName(day)} NIGHT`, at(day, dusk), at(day + 1, dawn), 'night')
  }
  // A whole day without a night of its own lasts until the next morning.
  const form = random.int(0, 3)
  if (form === 0) {
    add(`${dayName(day)} THROUGH ${dayName(day + 1)}`, at(day, dawn), at(day + 2, dawn), 'both')
  } else if (form === 1) {
    add(`${dayName(day)} AND ${dayName(day)} NIGHT`, at(day, dawn), at(day + 1, dawn), 'both')
  } else {
    add(dayName(day), at(day, dawn), at(day + 1, dawn), 'day')
    add(dayName(day + 1), at(day + 1, dawn), at(day + 2, dawn), 'day')
  }
  return slots
}
