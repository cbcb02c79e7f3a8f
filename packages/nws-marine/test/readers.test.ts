import { expect, test } from 'vitest'
import { isChop } from '../src/read-chop.ts'
import { readCircumstance } from '../src/read-circumstance.ts'
import { readGust } from '../src/read-gust.ts'
import { readOccasional } from '../src/read-occasional.ts'
import { readSeconds } from '../src/read-seconds.ts'
import { readSwellWithin } from '../src/read-swell-within.ts'
import { tokenize } from '../src/tokenize.ts'
import { takenBy } from './tokens.ts'

const whole = <T>(
  reader: (tokens: ReturnType<typeof tokenize>, at: number, end: number) => T,
  text: string,
): T => {
  const tokens = tokenize(text)
  return reader(tokens, 0, tokens.length)
}

test.for([
  ['gusts up to 25 kt', 25],
  ['with gusts to around 25 knots', 25],
  ['and gusts to 35 kt', 35],
  ['gusting 25 to 30 knots', 30],
  ['with occasional gusts as high as 40 kt', 40],
  ['with gusts of 20 to 25 kt', 25],
  ['G 25 kt', 25],
  ['with higher gusts', null],
  ['gusts to gale force', null],
])('"%s" is a gust of %s', ([text, gustKt]) => {
  expect(whole(readGust, String(text))?.gustKt).toBe(gustKt)
})

test.for(['with showers', 'and NE winds', 'gusty winds', '25 kt'])('"%s" speaks of no gusts', (text) => {
  expect(whole(readGust, text)).toBeNull()
})

test.for([
  ['occasionally to 8 ft', 8],
  ['occasionally 3 feet', 3],
  ['with occasional seas up to 10 feet', 10],
  ['with occasional heights to 14 ft', 14],
  ['maximum waves to 12 feet', 12],
])('"%s" is occasional: %s feet', ([text, heightFt]) => {
  expect(whole(readOccasional, String(text))?.heightFt).toBe(heightFt)
})

test.for(['occasional showers', 'maximum winds 20 kt', 'seas 3 ft'])(
  '"%s" is no occasional height',
  (text) => {
    expect(whole(readOccasional, text)).toBeNull()
  },
)

test.for([
  ['at 10 seconds', 10],
  ['period 3 seconds', 3],
  ['with a dominant period of 8 seconds', 8],
  ['at 10 to 12 seconds', null],
])('"%s" is a wave period of %s', ([text, seconds]) => {
  expect(whole(readSeconds, String(text))?.seconds).toBe(seconds)
})

test('a number of anything else is no wave period', () => {
  expect(whole(readSeconds, 'at 10 knots')).toBeNull()
})

test('swells named in passing are directions, one by one', () => {
  const found = whole(readSwellWithin, 'in mixed NE and E to SE swell')
  expect(found?.directions.map(({ direction }) => direction)).toEqual(['NE', 'E-SE'])
  expect(whole(readSwellWithin, 'in the Gulf Stream')).toBeNull()
})

test.for(['in showers', 'in and near thunderstorms', 'near any showers and tstms'])(
  '"%s" is a circumstance',
  (text) => {
    expect(takenBy(readCircumstance, text)).toBe(text)
  },
)

test.for(['in the afternoon', 'near the coast', 'showers'])('"%s" is not one', (text) => {
  expect(takenBy(readCircumstance, text)).toBe('')
})

test('words for the face of the water are told from waves with a number', () => {
  const chop = (text: string): boolean => whole(isChop, text)
  expect(chop('Intracoastal waters a light chop')).toBe(true)
  expect(chop('Nueces and Corpus Christi Bays slightly choppy')).toBe(true)
  expect(chop('Waves 1 to 2 feet')).toBe(false)
  expect(chop('Winds 5 kt and smooth')).toBe(false)
})
