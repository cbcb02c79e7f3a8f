import { expect, test } from 'vitest'
import type { Clock } from '../src/day-time.ts'
import { readHazardTimes } from '../src/hazard-times.ts'
import { offsetsOf } from '../src/local-time.ts'

const clockAt = (hour: number): Clock => ({
  // Monday 21 September 2026, eastern summer time.
  issuedAt: Date.UTC(2026, 8, 21, hour + 4),
  offsetAt: offsetsOf('America/New_York', -240),
})
const stamp = (instant: number | null): string =>
  instant === null ? '?' : new Date(instant).toISOString().slice(8, 16).replace('T', ' ')
const timesOf = (headline: string, hour = 8): string => {
  const { from, until } = readHazardTimes(headline, clockAt(hour))
  return `${stamp(from)} to ${stamp(until)}`
}

test.for([
  ['SMALL CRAFT ADVISORY IN EFFECT UNTIL NOON EDT TODAY', '? to 21 16:00'],
  ['SMALL CRAFT ADVISORY IN EFFECT THROUGH LATE TONIGHT', '? to 22 10:00'],
  ['… IN EFFECT FROM 8 PM EDT THIS EVENING THROUGH LATE TUESDAY NIGHT', '22 00:00 to 23 10:00'],
  ['GALE WARNING EARLY THIS AFTERNOON THROUGH THIS EVENING', '21 16:00 to 22 04:00'],
  ['GALE WARNING TONIGHT AND TUESDAY', '21 22:00 to 22 22:00'],
  ['SMALL CRAFT ADVISORY THROUGH FRIDAY', '? to 25 22:00'],
  ['… UNTIL 1 AM EDT FRIDAY', '? to 25 05:00'],
  ['… UNTIL MIDNIGHT EDT TONIGHT', '? to 22 04:00'],
  ['… UNTIL MIDNIGHT EDT FRIDAY', '? to ?'],
  ['… FROM 6 AM TO 6 PM EDT WEDNESDAY', '23 10:00 to 23 22:00'],
  ['… FROM 11 PM TO 6 AM EDT WEDNESDAY', '23 03:00 to 23 10:00'],
  ['… FROM 11 AM THIS MORNING TO 6 PM EDT THIS EVENING', '21 15:00 to 21 22:00'],
  ['… UNTIL 630 PM EDT', '? to 21 22:30'],
  ['… UNTIL 7 AM EDT', '? to 22 11:00'],
  ['… UNTIL 11 AM EST', '? to 21 16:00'],
  ['… UNTIL 10 AM EDT /9 AM CDT/ TUESDAY', '? to 22 14:00'],
  ['… FOR THE STRAIT FROM 4 PM THIS AFTERNOON TO 5 AM EDT WEDNESDAY', '21 20:00 to 23 09:00'],
  ['GALE WARNING WILL EXPIRE AT 10 AM EDT THIS MORNING', '? to 21 14:00'],
  ['SMALL CRAFT SHOULD EXERCISE CAUTION', '? to ?'],
  ['… UNTIL 6 P.M. EDT TODAY', '? to 21 22:00'],
  ['… EN EFECTO HASTA LAS 6 AM AST DEL VIERNES', '? to 25 10:00'],
  ['… DESDE LAS 6 PM AST ESTA TARDE HASTA LAS 2 AM AST MARTES', '21 22:00 to 22 06:00'],
  ['… HASTA EL VIERNES POR LA NOCHE', '? to 25 22:00'],
  ['… HASTA LA NOCHE DEL VIERNES', '? to 25 22:00'],
  ['… HASTA LAS 6 DE LA TARDE DE MAÑANA', '? to 22 22:00'],
  ['… HASTA EL MEDIODÍA DE HOY', '? to 21 16:00'],
  ['… UNTIL FURTHER NOTICE', '? to ?'],
  ['… FROM SANDY POINT TO NORTH BEACH', '? to ?'],
])('"%s" lasts %s', ([headline, expected]) => {
  expect(timesOf(headline ?? '')).toBe(expected)
})

test('a morning that is still running is today, not next week', () => {
  expect(timesOf('… THROUGH EARLY MONDAY MORNING', 4)).toBe('? to 21 10:00')
  expect(timesOf('… UNTIL 10 PM EDT MONDAY', 20)).toBe('? to 22 02:00')
})

test('before six in the morning, tonight is the coming night', () => {
  expect(timesOf('GALE WARNING TONIGHT', 4)).toBe('21 22:00 to 22 10:00')
})

test.for([
  // Midnight of 1 November, still daylight saving time; before six, when it ends, it is 31 October in standard time.
  ['2026-11-01T04:00Z', '… UNTIL 8 AM EST THIS MORNING', '? to 2026-11-01T13:00'],
  ['2026-11-01T04:30Z', '… FROM 6 PM EST THIS EVENING', '2026-11-01T23:00 to ?'],
  // Half past eleven on 7 March, standard time; it is 8 March in daylight saving time, which begins that night.
  ['2026-03-08T04:30Z', '… UNTIL 8 AM EDT TOMORROW', '? to 2026-03-08T12:00'],
  // The same hour in summer for a text of another zone, in which the next day has begun.
  ['2026-09-22T03:30Z', '… UNTIL 5 AM ADT THIS MORNING', '? to 2026-09-22T08:00'],
] as const)(
  'at %s "%s" lasts %s: the day is that of the zone whose time is printed',
  ([at, headline, expected]) => {
    const { from, until } = readHazardTimes(headline, { ...clockAt(8), issuedAt: Date.parse(at) })
    const stamp = (instant: number | null): string =>
      instant === null ? '?' : new Date(instant).toISOString().slice(0, 16)
    expect(`${stamp(from)} to ${stamp(until)}`).toBe(expected)
  },
)

test('without a clock no time is told', () => {
  expect(readHazardTimes('GALE WARNING TONIGHT', null)).toEqual({ from: null, until: null })
})
