import { expect, test } from 'vitest'
import { readTerms } from '../../../../src/sources/marine/search/terms.ts'

test.each([
  ['gale', [['gale']], []],
  ['Gale WARNING gale', [['gale'], ['warning']], []],
  ['"small craft" advisory', [['small', 'craft'], ['advisory']], []],
  ['fog -dense -"patchy fog"', [['fog']], [['dense'], ['patchy', 'fog']]],
  [
    'small-craft W-NW 10.5',
    [
      ['small', 'craft'],
      ['w', 'nw'],
      ['10', '5'],
    ],
    [],
  ],
  ['gale -small-craft', [['gale']], [['small', 'craft']]],
  ['“small craft” advisory', [['small', 'craft'], ['advisory']], []],
  ['gale "small craft adv', [['gale'], ['small', 'craft', 'adv']], []],
  ['gale - "" -"" ... --snow', [['gale']], [['snow']]],
  ['rough"small craft"', [['rough'], ['small', 'craft']], []],
  ['Señora CAFÉ', [['senora'], ['cafe']], []],
])('%s is read as it is meant', (query, all, none) => {
  expect(readTerms(query)).toEqual({ all, none })
})

test.each(['', '   ', '"', '""', '-', '... ---'])('a query without a word is an error: "%s"', (query) => {
  expect(readTerms(query)).toBe('a search word is required: letters or digits')
})

test.each(['-gale', '-"small craft" -fog'])('a query of excluded words only is an error: %s', (query) => {
  expect(readTerms(query)).toBe('add at least one word that must match')
})
