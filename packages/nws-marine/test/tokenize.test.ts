import { expect, test } from 'vitest'
import { TokenType, tokenize } from '../src/tokenize.ts'
import { Kind } from '../src/words.ts'

const piecesOf = (text: string): string[] => tokenize(text).map(({ start, end }) => text.slice(start, end))

test('words, numbers and marks are parted, whether blanks stand between or not', () => {
  expect(piecesOf('NE winds 10-15kt...Waves 1/4 ft.Fog')).toEqual([
    'NE',
    'winds',
    '10',
    '-',
    '15',
    'kt',
    '...',
    'Waves',
    '1/4',
    'ft',
    '.',
    'Fog',
  ])
})

test('a stop ends a sentence, two or more are a pause, that of an abbreviation belongs to its word', () => {
  const types = tokenize('Pt. Sal, U.S. waters.. end. 2.5').map(({ type }) => type)
  const { word, comma, pause, stop, number } = TokenType
  expect(types).toEqual([word, word, comma, word, word, word, pause, word, stop, number])
  expect(piecesOf('Seas 3 ft. NW')).toContain('.')
})

test('numbers have values, fractions and decimals among them', () => {
  expect(tokenize('12 1/4 2.5 007').map(({ value }) => value)).toEqual([12, 0.25, 2.5, 7])
})

test('a word is known in any case; one outside the vocabulary has no letters and no kinds', () => {
  for (const text of ['Southwest', 'SOUTHWEST', 'southwest']) {
    expect(tokenize(text)[0]).toMatchObject({ word: 'southwest', compass: 'SW' })
  }
  expect(tokenize('Couverden')[0]).toMatchObject({ word: '', id: 0, kinds: 0, compass: '' })
})

test('units and change words have their kinds', () => {
  const [knots, becoming] = tokenize('kts becoming')
  expect((knots?.kinds ?? 0) & Kind.knots).not.toBe(0)
  expect((becoming?.kinds ?? 0) & Kind.change).not.toBe(0)
})

test('no text at all has no tokens', () => {
  expect(tokenize('')).toEqual([])
  expect(tokenize('   ')).toEqual([])
})
