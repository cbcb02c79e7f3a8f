import { expect, test } from 'vitest'
import { readPeriodText } from '../src/read-period-text.ts'
import phrases from './offices.json' with { type: 'json' }
import { printValues } from './print-values.ts'

// Wordings of offices from Alaska to the Caribbean, made up for this test and checked by reading; one line of values each.
test.for(phrases)('"$text" is read', ({ text, values }) => {
  expect(printValues(readPeriodText(text))).toBe(values)
})

test.for(phrases)('"$text" is read the same in capitals', ({ text }) => {
  const { unparsed: _, ...capitals } = readPeriodText(text.toUpperCase())
  const { unparsed: __, ...plain } = readPeriodText(text)
  expect(capitals).toEqual(plain)
})
