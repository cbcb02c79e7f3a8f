import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPreferences } from '../../src/http/prefer.ts'

const limits = { budgetMs: 5_000, maxBudgetMs: 30_000 }
const read = (header?: string) => readPreferences(header, limits)

test('without Prefer, the configured budget applies and Preference-Applied is absent', () => {
  expect(read()).toEqual({ budgetMs: 5_000, strict: false, applied: null })
})

test('wait sets the budget in seconds, including fractions', () => {
  expect(read('wait=2')).toEqual({ budgetMs: 2_000, strict: false, applied: 'wait=2' })
  expect(read('wait=0.25')).toMatchObject({ budgetMs: 250, applied: 'wait=0.25' })
})

test('a budget out of bounds is clamped, and Preference-Applied has the result', () => {
  expect(read('wait=0')).toMatchObject({ budgetMs: 100, applied: 'wait=0.1' })
  expect(read('wait=3600')).toMatchObject({ budgetMs: 30_000, applied: 'wait=30' })
})

test('handling=strict is honoured with wait, in any order, case and spacing', () => {
  expect(read('Handling="strict" , WAIT = 1; foo=bar')).toEqual({
    budgetMs: 1_000,
    strict: true,
    applied: 'handling=strict, wait=1',
  })
})

test('of two preferences with the same name the first counts', () => {
  expect(read('wait=1, wait=9')).toMatchObject({ budgetMs: 1_000, applied: 'wait=1' })
})

test.each([
  'wait=soon',
  'wait=-1',
  'wait=',
  'wait=1e9',
  'handling=loose',
  'respond-async',
  ',,;=',
  'wait=NaN',
])('a malformed or unknown preference is ignored: %s', (header) => {
  expect(read(header)).toEqual({ budgetMs: 5_000, strict: false, applied: null })
})

test('the budget stays within its bounds for any header', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.double().map((wait) => `wait=${wait}`),
      ),
      (header) => {
        const { budgetMs } = read(header)
        expect(budgetMs).toBeGreaterThanOrEqual(100)
        expect(budgetMs).toBeLessThanOrEqual(30_000)
      },
    ),
  )
})
