import { expect, test } from 'vitest'
import { lastDayHourMinute, nearestDayHourMinute } from '../src/day-of-month.ts'

test('an expiry in the next month, or the next year, is the moment nearest to the issuance', () => {
  expect(nearestDayHourMinute('010300', Date.UTC(2026, 8, 30, 20))).toBe(Date.UTC(2026, 9, 1, 3))
  expect(nearestDayHourMinute('010300', Date.UTC(2026, 11, 31, 20))).toBe(Date.UTC(2027, 0, 1, 3))
})

test('an expiry before the issuance has passed', () => {
  expect(nearestDayHourMinute('240900', Date.UTC(2026, 8, 24, 12))).toBe(Date.UTC(2026, 8, 24, 9))
})

test.for(['000300', '320300', '011260', '012560'])('%s is shown by no clock', (digits) => {
  expect(nearestDayHourMinute(digits, 0)).toBeNull()
  expect(lastDayHourMinute(digits, 0)).toBeNull()
})

test('the nearest moment may lie on either side of the reference', () => {
  expect(nearestDayHourMinute('301200', Date.UTC(2026, 9, 1))).toBe(Date.UTC(2026, 8, 30, 12))
  expect(nearestDayHourMinute('021200', Date.UTC(2026, 9, 1))).toBe(Date.UTC(2026, 9, 2, 12))
})
