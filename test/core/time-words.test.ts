import { expect, test } from 'vitest'
import { ago, duration, fromNow, span } from '../../src/core/time-words.ts'

test.each([
  [0, '0 s'],
  [45_000, '45 s'],
  [12 * 60_000, '12 min'],
  [25 * 3_600_000, '25 h'],
  [72 * 3_600_000, '3 d'],
])('%i ms are %s', (ms, words) => {
  expect(span(ms)).toBe(words)
})

test('an age is of the past, a distance is on either side of now', () => {
  const now = Date.UTC(2026, 10, 20, 12)
  const [past, present, future] = ['2026-11-20T11:30:00Z', '2026-11-20T12:00:00Z', '2026-11-20T14:00:00Z']
  expect([past, present, future].map((at) => ago(at, now))).toEqual(['30 min ago', 'just now', 'just now'])
  expect([past, present, future].map((at) => fromNow(at, now))).toEqual(['30 min ago', 'just now', 'in 2 h'])
})

test.each([
  [0.04, '0 ms'],
  [8.72, '8.7 ms'],
  [31.4, '31 ms'],
  [1_520, '1.5 s'],
  [3 * 3_600_000, '3 h'],
])('a run of %f ms takes %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})
