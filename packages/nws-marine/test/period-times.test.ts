import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clock } from '../src/day-time.ts'
import { offsetsOf } from '../src/local-time.ts'
import { resolvePeriodTimes } from '../src/period-times.ts'

const eastern = (year: number, month: number, day: number, hour: number): Clock => ({
  issuedAt: Date.UTC(year, month - 1, day, hour),
  offsetAt: offsetsOf('America/New_York', -300),
})
const stamp = (instant: number | null): string =>
  instant === null ? '?' : new Date(instant).toISOString().slice(5, 13).replace('T', ' ')
const timesOf = (clock: Clock, ...names: string[]): string[] =>
  resolvePeriodTimes(names, clock).map(({ startsAt, endsAt }) => `${stamp(startsAt)} to ${stamp(endsAt)}`)

// Thursday 24 September 2026, 8 in the morning.
const morning = eastern(2026, 9, 24, 12)

test('day is 6 to 18, night 18 to 6, and what has begun starts at the issuance', () => {
  expect(timesOf(morning, 'TODAY', 'TONIGHT', 'FRI', 'FRI NIGHT', 'SATURDAY')).toEqual([
    '09-24 12 to 09-24 22',
    '09-24 22 to 09-25 10',
    '09-25 10 to 09-25 22',
    '09-25 22 to 09-26 10',
    '09-26 10 to 09-27 10',
  ])
})

test('a day that the next day follows, or nothing, lasts until the next morning', () => {
  expect(timesOf(morning, 'SAT', 'SUN', 'SUN NIGHT', 'MON')).toEqual([
    '09-26 10 to 09-27 10',
    '09-27 10 to 09-27 22',
    '09-27 22 to 09-28 10',
    '09-28 10 to 09-29 10',
  ])
  expect(timesOf(morning, 'TODAY', 'SAT')[0]).toBe('09-24 12 to 09-24 22')
})

test('a last day has no end if the text ends before its block', () => {
  expect(resolvePeriodTimes(['FRI', 'SAT'], morning, true).map(({ endsAt }) => stamp(endsAt))).toEqual([
    '09-26 10',
    '?',
  ])
  expect(resolvePeriodTimes(['TONIGHT'], morning, true)[0]?.endsAt).not.toBeNull()
})

test.for([
  [
    ['SUN', 'SUN', 'MON NIGHT'],
    ['09-27 10 to 09-27 22', '09-27 10 to 09-28 10', '09-28 22 to 09-29 10'],
  ],
  [
    ['SAT', 'MON', 'SUN', 'MON NIGHT'],
    ['09-26 10', '09-28 10', '09-27 10', '09-28 22 to 09-29 10'],
  ],
  [
    ['FRI', 'WED', 'SAT NIGHT'],
    ['09-25 10', '09-30 10', '09-26 22'],
  ],
  [
    ['OUTLOOK', 'FRI'],
    ['? to ?', '09-25 10'],
  ],
])('a name that is printed twice or out of place moves no other: %j', ([names = [], expected = []]) => {
  expect(timesOf(morning, ...names).map((times, index) => times.slice(0, expected[index]?.length))).toEqual(
    expected,
  )
})

test('no period lies beyond eight days after the issuance', () => {
  const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
  const name = fc
    .tuple(
      fc.constantFrom(...days, 'TONIGHT', 'TODAY', 'CHRISTMAS'),
      fc.constantFrom('', ' NIGHT', ' THROUGH FRI'),
    )
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(name, { maxLength: 16 }), (names) => {
      for (const { startsAt, endsAt } of resolvePeriodTimes(names, morning)) {
        expect(endsAt ?? startsAt ?? 0).toBeLessThanOrEqual(morning.issuedAt + 8 * 86_400_000)
      }
    }),
  )
})

test('a weekday named again is a week later', () => {
  const names = ['THU', 'FRI', 'SAT', 'SUN', 'MON', 'TUE', 'WED', 'THU']
  expect(timesOf(morning, ...names).at(-1)).toBe('10-01 10 to 10-02 10')
})

test.for([
  ['SUN THROUGH MON', '09-27 10 to 09-29 10'],
  ['SUN AND SUN NIGHT', '09-27 10 to 09-28 10'],
  ['MON NIGHT THROUGH TUE NIGHT', '09-28 22 to 09-30 10'],
  ['SUN NIGHT AND MON', '09-27 22 to 09-29 10'],
  ['SAT/SUN', '09-26 10 to 09-28 10'],
  ['REST OF TODAY', '09-24 12 to 09-24 22'],
  ['THIS AFTERNOON', '09-24 16 to 09-24 22'],
  ['LATE THIS AFTERNOON', '09-24 19 to 09-24 22'],
  ['LATE TONIGHT', '09-25 04 to 09-25 10'],
  ['MEMORIAL DAY', '09-28 10 to 09-29 10'],
  ['M.L.KING DAY NIGHT', '09-28 22 to 09-29 10'],
  ['GOOD FRIDAY', '09-25 10 to 09-26 10'],
  ['CHRISTMAS DAY', '? to ?'],
  ['THROUGH 7 PM', '09-24 12 to 09-24 23'],
  ['OUTLOOK', '? to ?'],
  ['SUN THROUGH SOMETIME', '? to ?'],
])('%s is %s', ([name, expected]) => {
  expect(timesOf(morning, name ?? '')).toEqual([expected])
})

test('before six in the morning a first TONIGHT is the night at hand, one after TODAY the next', () => {
  const early = eastern(2026, 9, 24, 8)
  expect(timesOf(early, 'TONIGHT', 'THU')).toEqual(['09-24 08 to 09-24 10', '09-24 10 to 09-25 10'])
  expect(timesOf(early, 'TODAY', 'TONIGHT')).toEqual(['09-24 10 to 09-24 22', '09-24 22 to 09-25 10'])
})

test('the clocks may change inside a period', () => {
  // Summer time ends on Sunday 1 November 2026 at 2.
  expect(timesOf(eastern(2026, 10, 31, 14), 'TODAY', 'TONIGHT', 'SUN')).toEqual([
    '10-31 14 to 10-31 22',
    '10-31 22 to 11-01 11',
    '11-01 11 to 11-02 11',
  ])
})

test('without a clock nothing is told', () => {
  expect(resolvePeriodTimes(['TODAY'], null)).toEqual([{ startsAt: null, endsAt: null }])
})

test('a holiday with a date of its own is that date, across the turn of the year', () => {
  const newYearsEve = eastern(2024, 12, 31, 22)
  expect(timesOf(newYearsEve, 'TONIGHT', "NEW YEAR'S DAY", 'WED NIGHT')).toEqual([
    '12-31 23 to 01-01 11',
    '01-01 11 to 01-01 23',
    '01-01 23 to 01-02 11',
  ])
})
