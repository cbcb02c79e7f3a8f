import { expect, test } from 'vitest'
import { isUnreadableDate, readIssuance } from '../src/issuance.ts'

const iso = (line: string): string | null => {
  const found = readIssuance(line)
  return found === null ? null : new Date(found.at).toISOString().slice(0, 16)
}

test.for([
  ['757 AM EDT Thu Sep 24 2026', '2026-09-24T11:57'],
  ['1254 AM AKST Fri Jan 3 2025', '2025-01-03T09:54'],
  ['1200 PM CST Sun Feb 29 2032', '2032-02-29T18:00'],
  ['930 AM HST THU JUN 15 2023', '2023-06-15T19:30'],
  ['405 PM ChST Tue Oct 3 2023', '2023-10-03T06:05'],
  ['8:30 AM SST Mon Jan 5 2026', '2026-01-05T19:30'],
  ['1045 AM EDT Thu Jun 15 2023 /945 AM CDT Thu Jun 15 2023/', '2023-06-15T14:45'],
  ['2230 UTC THU DEC 12 2024', '2024-12-12T22:30'],
  ['426 PM AST LUNES 7 DE ENERO DE 2013', '2013-01-07T20:26'],
  ['926 PM AST MIÉRCOLES 14 DE AGOSTO DE 2024', '2024-08-15T01:26'],
  ['611 PM EST Fri Dec 202024', '2024-12-20T23:11'],
  ['NOON CDT THU AUG 1 2013', '2013-08-01T17:00'],
  ['MIDNIGHT EST Fri Jan 5 2024', '2024-01-05T05:00'],
  ['757 AM EST Fri Jan  5 2024', '2024-01-05T12:57'],
  ['757 P.M. EST Fri Jan 5 2024', '2024-01-06T00:57'],
  ['757 a.m. EST Friday, January 5, 2024', '2024-01-05T12:57'],
  ['7:57 AM (EST) Fri, Jan 5, 2024', '2024-01-05T12:57'],
  ['757 AM EST Fri. Jan. 5 2024', '2024-01-05T12:57'],
  ['757 AM EST Fri 5 Jan 2024', '2024-01-05T12:57'],
  ['12 NOON EST Friday, Jan 5th, 2024', '2024-01-05T17:00'],
])('%s is %s UTC', ([line, expected]) => {
  expect(iso(line ?? '')).toBe(expected)
})

test.for([
  '757 AM XYZ Thu Sep 24 2026',
  '1357 AM EDT Thu Sep 24 2026',
  '757 AM EDT Mon Feb 31 2026',
  '5 NM NORTH OF PORT',
  '0900 XXX',
  '',
])('"%s" is no issuance line', (line) => {
  expect(readIssuance(line)).toBeNull()
})

test('the printed offset comes along', () => {
  expect(readIssuance('757 AM EDT Thu Sep 24 2026')?.offsetMinutes).toBe(-240)
})

test.for([
  ['757 AM EDT Thu Sep 24 2026.TODAY...S winds 30 kt', '.TODAY...S winds 30 kt'],
  ['757 AM EDT Thu Sep 24 2026 ...GALE WARNING...', '...GALE WARNING...'],
  ['1045 AM EDT Thu Jun 15 2023 /945 AM CDT Thu Jun 15 2023/', ''],
  ['757 AM EDT Thu Sep 24 2026', ''],
  ['757 AM EDT Thu Sep 24 2026.', ''],
])('"%s" leaves "%s" to the right of the date', ([line = '', rest]) => {
  expect(readIssuance(line)?.rest).toBe(rest)
})

test('a line that looks like a date and cannot be read is told from other lines', () => {
  for (const line of [
    '757 AM XYZ Thu Sep 24 2026',
    '757 AM EDT Mon Feb 31 2026',
    '1357 AM EDT Thu Sep 24 2026',
    '757 AM EST 01/05/24',
    '757 AM Fri Jan 5 2024',
    '757 AM EST Fri Jan 5 24',
  ]) {
    expect(isUnreadableDate(line), line).toBe(true)
  }
  for (const line of [
    '757 AM EDT Thu Sep 24 2026',
    '5 NM NORTH OF PORT',
    'midday',
    '6 PM EST SUNDAY...',
    '',
  ]) {
    expect(isUnreadableDate(line), line).toBe(false)
  }
})
