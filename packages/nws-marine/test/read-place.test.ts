import { expect, test } from 'vitest'
import { readPlace } from '../src/read-place.ts'
import { takenBy } from './tokens.ts'

test.for([
  'near Point Couverden',
  'along the coast',
  'in the Gulf Stream',
  'W of 160W',
  'N of 31N W of 75W',
  'within 120 nm of coast of Colombia',
  'from 20 to 60 nm',
  'western portion',
  'N half',
  'N and W portions',
  'outer waters',
  'out of bays and passes',
  'elsewhere',
  'beyond the reef',
  'at the outer harbor entrance',
  'south of a line from Cape X to Cape Y',
])('"%s" is a phrase of place', (text) => {
  expect(takenBy(readPlace, text)).toBe(text)
  expect(takenBy(readPlace, `${text}, N winds 10 kt`)).toBe(text)
})

test.for([
  ['near shore this afternoon', 'near shore'],
  ['along the coast to S 10 to 15 kt', 'along the coast'],
  ['west of the island and east 15 kt', 'west of the island'],
  ['over the bay with gusts to 20 kt', 'over the bay'],
  ['near the capes becoming W', 'near the capes'],
])('"%s" names a place as far as "%s"', ([text, place]) => {
  expect(takenBy(readPlace, text ?? '')).toBe(place)
})

test.for(['near 20 knots', 'in E swell', 'in mixed swell', 'from the north 10 kt', 'N winds', 'becoming'])(
  '"%s" is not a place',
  (text) => {
    expect(takenBy(readPlace, text)).toBe('')
  },
)
