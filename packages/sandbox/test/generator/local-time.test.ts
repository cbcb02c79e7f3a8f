import { expect, test } from 'vitest'
import {
  atLocalHour,
  dayHourMinute,
  issuanceLine,
  localTime,
  zoneLetters,
} from '../../src/generator/local-time.ts'

const winter = Date.UTC(2026, 10, 20, 5, 7)
const summer = Date.UTC(2026, 6, 4, 17, 0)

test.each([
  [winter, 'America/New_York', '1207 AM EST Fri Nov 20 2026'],
  [summer, 'America/New_York', '100 PM EDT Sat Jul 4 2026'],
  [winter, 'America/Anchorage', '807 PM AKST Thu Nov 19 2026'],
  [summer, 'America/Los_Angeles', '1000 AM PDT Sat Jul 4 2026'],
  [winter, 'Pacific/Honolulu', '707 PM HST Thu Nov 19 2026'],
  [winter, 'Pacific/Guam', '307 PM CHST Fri Nov 20 2026'],
  [winter, 'Pacific/Pago_Pago', '607 PM SST Thu Nov 19 2026'],
  [summer, 'America/Puerto_Rico', '100 PM AST Sat Jul 4 2026'],
])('%i is printed in %s as %s', (instant, timeZone, line) => {
  expect(issuanceLine(instant, timeZone)).toBe(line)
})

test('an hour of a local day is found on both sides of a change of clocks', () => {
  const before = Date.UTC(2026, 9, 31, 16)
  const hour = (days: number, at: number): string =>
    new Date(atLocalHour(before, days, at, 'America/New_York')).toISOString()
  expect(hour(0, 18)).toBe('2026-10-31T22:00:00.000Z')
  expect(hour(1, 6)).toBe('2026-11-01T11:00:00.000Z')
  expect(hour(1, 18)).toBe('2026-11-01T23:00:00.000Z')
})

test('the letters change with the clocks', () => {
  expect(zoneLetters(Date.UTC(2026, 10, 1, 5, 59), 'America/New_York')).toBe('EDT')
  expect(zoneLetters(Date.UTC(2026, 10, 1, 6), 'America/New_York')).toBe('EST')
})

test('the weekday is that of the local day', () => {
  expect(localTime(winter, 'Pacific/Honolulu')).toMatchObject({ day: 19, hour: 19, weekday: 4 })
})

test('day, hour and minute are in UTC', () => {
  expect(dayHourMinute(Date.UTC(2026, 2, 5, 4, 9))).toBe('050409')
})
