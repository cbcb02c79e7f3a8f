import { expect, test } from 'vitest'
import { splitHeadline } from '../src/split-headline.ts'

test('a headline is the words between its dots', () => {
  expect(splitHeadline('...GALE WARNING IN EFFECT THROUGH FRIDAY...')).toEqual([
    'GALE WARNING IN EFFECT THROUGH FRIDAY',
  ])
  expect(splitHeadline('... GALE WARNING ....')).toEqual(['GALE WARNING'])
  expect(splitHeadline('......')).toEqual([])
})

test('two hazards on one line are two headlines, a pause within one is not', () => {
  expect(splitHeadline('...GALE WARNING TONIGHT...SMALL CRAFT ADVISORY FRIDAY...')).toEqual([
    'GALE WARNING TONIGHT',
    'SMALL CRAFT ADVISORY FRIDAY',
  ])
  expect(splitHeadline('...GALE WARNING TONIGHT... ...SMALL CRAFT ADVISORY FRIDAY...')).toHaveLength(2)
  expect(splitHeadline('...SMALL CRAFT ADVISORY...EXCEPT IN BAYS...')).toEqual([
    'SMALL CRAFT ADVISORY...EXCEPT IN BAYS',
  ])
})
