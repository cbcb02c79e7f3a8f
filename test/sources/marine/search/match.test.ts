import { expect, test } from 'vitest'
import { match } from '../../../../src/sources/marine/search/match.ts'
import { readTerms, type Terms } from '../../../../src/sources/marine/search/terms.ts'

const found = (text: string, query: string): string[] | null => {
  const terms = readTerms(query) as Terms
  return match(text, terms)?.map(([start, end]) => text.slice(start, end)) ?? null
}

test.each([
  ['SMALL CRAFT ADVISORY IN EFFECT', 'craft', ['CRAFT']],
  ['S winds 10 to 15 kt. Winds easing.', 'winds', ['winds', 'Winds']],
  ['Dense fog. Patchy fog.', '"patchy fog" dense', ['Dense', 'Patchy fog']],
  ['Winds... 10 to 15 kt', '"winds 10"', ['Winds... 10']],
  ['SMALL-CRAFT advisory', '"small craft"', ['SMALL-CRAFT']],
  ['small craft', 'small-craft', ['small craft']],
  ['a b a b a', '"a b a"', ['a b a b a']],
  ['the bay of Cañón', 'canon', ['Cañón']],
  ['the bay of Can\u0303on', 'cañon', ['Can\u0303on']],
])('%s holds %s', (text, query, spans) => {
  expect(found(text, query)).toEqual(spans)
})

test.each([
  ['a gale warning', 'gale storm'],
  ['gales expected', 'gale'],
  ['craft small', '"small craft"'],
  ['small wooden craft', '"small craft"'],
  ['dense fog', 'fog -dense'],
  ['dense fog', 'fog -"dense fog"'],
  ['', 'gale'],
])('%s does not hold %s', (text, query) => {
  expect(found(text, query)).toBeNull()
})

test('the single words of an excluded phrase are allowed', () => {
  expect(found('dense smoke, patchy fog', 'fog -"dense fog"')).toEqual(['fog'])
})
