import { expect, test } from 'vitest'
import {
  lastDayHourMinute,
  nearestDayHourMinute,
  nextDayHourMinute,
} from '../../../../src/sources/marine/text/day-of-month.ts'

test('an expiry in the next month, or the next year, is the first such moment after the issuance', () => {
  expect(nextDayHourMinute('010300', Date.UTC(2026, 8, 30, 20))).toBe(Date.UTC(2026, 9, 1, 3))
  expect(nextDayHourMinute('010300', Date.UTC(2026, 11, 31, 20))).toBe(Date.UTC(2027, 0, 1, 3))
})

test('day 31 skips the months that have none', () => {
  expect(nextDayHourMinute('310300', Date.UTC(2026, 1, 1))).toBe(Date.UTC(2026, 2, 31, 3))
})

test('the very moment counts', () => {
  expect(nextDayHourMinute('241200', Date.UTC(2026, 8, 24, 12))).toBe(Date.UTC(2026, 8, 24, 12))
})

test.for(['000300', '320300', '011260', '012560'])('%s is shown by no clock', (digits) => {
  expect(nextDayHourMinute(digits, 0)).toBeNull()
  expect(nearestDayHourMinute(digits, 0)).toBeNull()
  expect(lastDayHourMinute(digits, 0)).toBeNull()
})

test('the nearest moment may lie on either side of the reference', () => {
  expect(nearestDayHourMinute('301200', Date.UTC(2026, 9, 1))).toBe(Date.UTC(2026, 8, 30, 12))
  expect(nearestDayHourMinute('021200', Date.UTC(2026, 9, 1))).toBe(Date.UTC(2026, 9, 2, 12))
})
