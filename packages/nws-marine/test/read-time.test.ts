import { expect, test } from 'vitest'
import { readTime } from '../src/read-time.ts'
import { takenBy } from './tokens.ts'

test.for([
  'in the afternoon',
  'in the late evening and overnight',
  'late in the morning and early in the afternoon',
  'late',
  'late this afternoon',
  'early Saturday morning',
  'after midnight',
  'by midnight',
  'through around midnight',
  'through early afternoon',
  'by Friday evening',
  'Saturday night',
  'this afternoon and tonight',
  'during the overnight hours',
  'shortly after daybreak',
  'until 3 AM',
  'overnight',
  'at times',
  'most of the day',
  'later in the day',
  'toward daybreak',
  'the rest of the night',
])('"%s" is a phrase of time', (text) => {
  expect(takenBy(readTime, text)).toBe(text)
  expect(takenBy(readTime, `${text} becoming W`)).toBe(text)
})

test.for([
  'in the Gulf Stream',
  'near the coast',
  'the waters',
  'at the entrance',
  'becoming',
  'from the north',
  'around 10 kt',
  'all the way',
])('"%s" is not a time', (text) => {
  expect(takenBy(readTime, text)).toBe('')
})
