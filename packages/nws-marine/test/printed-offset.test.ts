import { expect, test } from 'vitest'
import { printedOffset } from '../src/printed-offset.ts'

test.for([
  ['EDT', -240],
  ['akst', -540],
  ['HST', -600],
  ['ChST', 600],
  ['UTC', 0],
])('%s is %s minutes from UTC', ([letters, minutes]) => {
  expect(printedOffset(String(letters))).toBe(minutes)
})

test('letters that no text prints are no offset', () => {
  expect(printedOffset('XYZ')).toBeNull()
  expect(printedOffset('constructor')).toBeNull()
})
