import { expect, test } from 'vitest'
import { readPeriodText } from '../src/read-period-text.ts'
import { printValues } from './print-values.ts'

test.for([
  ['A chance of showers.', 'X a chance of showers'],
  ['Showers and isolated tstms in the afternoon.', 'X showers and isolated tstms in the afternoon'],
  [
    'Isolated showers in the evening, then scattered showers after midnight.',
    'X isolated showers in the evening | scattered showers after midnight',
  ],
  ['Scattered showers, mainly in the morning.', 'X scattered showers, mainly in the morning'],
  [
    'Partly cloudy through midnight then becoming mostly cloudy.',
    'X partly cloudy through midnight then becoming mostly cloudy',
  ],
  ['A 20 percent chance of rain.', 'X a 20 percent chance of rain'],
  ['Blowing snow. Vsby 1 NM or less.', 'V 0-1 / X blowing snow'],
  ['Dense fog with visibility one quarter nautical mile or less.', 'V 0-0.25 / X dense fog'],
  ['Fog, reducing visibility to 1 to 3 nm.', 'V 1-3 / X fog'],
  ['Vsby 1 to 3 nm in the morning. Vsby 1 nm or less late.', 'V 1-3 / U Vsby 1 nm or less late.'],
  ['Visibility one mile.', 'U Visibility one mile.'],
  ['Some tstms may produce gusty winds.', 'U Some tstms may produce gusty winds.'],
  ['A Small Craft Advisory may be needed.', 'U A Small Craft Advisory may be needed.'],
  ['Winds and seas higher in and near tstms.', 'U Winds and seas higher in and near tstms.'],
  ['Bar conditions rough.', 'U Bar conditions rough.'],
])('"%s" is %s', ([text, values]) => {
  expect(printValues(readPeriodText(text ?? ''))).toBe(values)
})
