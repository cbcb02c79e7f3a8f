import { expect, test } from 'vitest'
import { hourOf } from '../src/hour-of.ts'

test('the parts of a day and night come in their order', () => {
  const words = [
    'in the morning',
    'late in the morning',
    'this afternoon',
    'late this afternoon',
    'in the evening',
    'after midnight',
    'toward daybreak',
  ]
  const hours = words.map(hourOf)
  expect(hours).toEqual(hours.toSorted((a, b) => (a ?? 0) - (b ?? 0)))
})

test('words that name no part of a day have no hour', () => {
  expect(hourOf('late')).toBeNull()
  expect(hourOf('near the coast')).toBeNull()
})
