import { expect, test } from 'vitest'
import { instantOf, localDay, offsetsOf, weekday } from '../src/local-time.ts'
import { rulesOfIntl, rulesOfTemporal } from '../src/zone-rules.ts'

test('an IANA zone gives the offset that holds at the moment', () => {
  const offsetAt = offsetsOf('America/Anchorage', 0)
  expect(offsetAt(Date.UTC(2026, 0, 15))).toBe(-540)
  expect(offsetAt(Date.UTC(2026, 6, 15))).toBe(-480)
})

test('on the day of a change the hour decides', () => {
  const offsetAt = offsetsOf('America/New_York', 0)
  expect(offsetAt(Date.UTC(2026, 2, 8, 6, 59))).toBe(-300)
  expect(offsetAt(Date.UTC(2026, 2, 8, 7, 0))).toBe(-240)
})

test('no zone, or one that the platform does not know, keeps the printed offset', () => {
  expect(offsetsOf(null, -240)(0)).toBe(-240)
  expect(offsetsOf('Mars/Olympus', 600)(0)).toBe(600)
})

test('wall clock hours become instants, past midnight too', () => {
  const offsetAt = offsetsOf('Pacific/Guam', 0)
  const day = localDay(Date.UTC(2026, 8, 24, 20), offsetAt)
  expect(weekday(day)).toBe(5)
  expect(instantOf(day, 6, offsetAt)).toBe(Date.UTC(2026, 8, 24, 20))
  expect(instantOf(day, 30, offsetAt)).toBe(Date.UTC(2026, 8, 25, 20))
})

test('six in the morning is six on both sides of a change of clocks', () => {
  const offsetAt = offsetsOf('America/New_York', 0)
  const day = localDay(Date.UTC(2026, 2, 8, 12), offsetAt)
  expect(instantOf(day, 0, offsetAt)).toBe(Date.UTC(2026, 2, 8, 5))
  expect(instantOf(day, 6, offsetAt)).toBe(Date.UTC(2026, 2, 8, 10))
})

test.each([
  'America/New_York',
  'America/Anchorage',
  'Pacific/Guam',
  'Asia/Kathmandu',
  'Africa/Monrovia',
  'UTC',
  'EST5EDT',
])('Temporal and Intl agree on %s', (timeZone) => {
  const [temporal, intl] = [rulesOfTemporal(timeZone), rulesOfIntl(timeZone)]
  for (let month = 0; month < 70 * 12; month++) {
    const instant = Date.UTC(1970, month, 7, 3)
    expect(temporal(instant)).toBe(intl(instant))
  }
})

test('Temporal and Intl both reject an unknown zone', () => {
  expect(() => rulesOfTemporal('Mars/Olympus')).toThrow(RangeError)
  expect(() => rulesOfIntl('Mars/Olympus')).toThrow(RangeError)
})
