import { expect, test } from 'vitest'
import { warmMarine } from '../../../src/sources/marine/warm.ts'

test('the text that is read at the start is one that the grammar reads', () => {
  // It would throw for a text without a forecast.
  expect(() => warmMarine()).not.toThrow()
})
