import { expect, test } from 'vitest'
import { readPeriodText } from '../src/read-period-text.ts'
import { printValues } from './print-values.ts'

test.for([
  ['NW winds 5 to 10 kt. Gusts up to 25 kt in the evening.', 'W NW 5-10 G25'],
  ['SE wind 15 kt increasing to 20 kt late. Gusts to 35 kt late.', 'W SE 15 | SE 20 G35 [late]'],
  [
    'N wind 20 kt becoming W 10 kt in the afternoon. Gusts to 30 kt in the morning.',
    'W N 20 G30 | W 10 [in the afternoon]',
  ],
  ['E wind 10 kt increasing to 25 kt. Gusts to 40 kt in the afternoon.', 'W E 10 | E 25 G40'],
  ['N winds 10 kt. Gusts up to 20 kt... increasing to 25 kt late.', 'W N 10 G20 | N 10 G25 [late]'],
  [
    'SE wind 25 kt. Near Young Bay, gusts to 45 kt in the afternoon.',
    'W SE 25 | SE 25 G45 [near young bay, in the afternoon]',
  ],
  ['Gusts to 25 kt.', 'W ? ? G25'],
  [
    'E wind 10 kt. Near the point, E wind 15 kt, Gusts to 40 kt in the afternoon.',
    'W E 10 | E 15 G40 [near the point]',
  ],
])('"%s" is %s', ([text, values]) => {
  expect(printValues(readPeriodText(text ?? ''))).toBe(values)
})
