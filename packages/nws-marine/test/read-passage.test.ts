import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPassage } from '../src/read-passage.ts'
import { readTokens, unreadOf } from '../src/read-tokens.ts'
import { sentenceEnd } from '../src/sentence-end.ts'
import { tokenize } from '../src/tokenize.ts'
import phrases from './offices.json' with { type: 'json' }

const sentencesOf = (text: string): string[] => {
  const found: string[] = []
  for (let at = 0; at < text.length; at = sentenceEnd(text, at))
    found.push(text.slice(at, sentenceEnd(text, at)))
  return found
}

test.for([
  ['N winds 10 kt. Waves 1 ft.', ['N winds 10 kt.', ' Waves 1 ft.']],
  ['Gusts up to 20 kt... increasing to 25 kt. Rain', ['Gusts up to 20 kt... increasing to 25 kt.', ' Rain']],
  [
    'Waves 1.5 ft near Pt. Conception. Off the U.S. coast.',
    ['Waves 1.5 ft near Pt. Conception.', ' Off the U.S. coast.'],
  ],
  ['Cloudy.Waves 1 ft', ['Cloudy.', 'Waves 1 ft']],
  ['...', ['...']],
  ['', []],
])('"%s" has these sentences', ([text = '', expected]) => {
  expect(sentencesOf(String(text))).toEqual(expected)
})

const sentence = fc.constantFrom(
  ...phrases.flatMap(({ text }) => sentencesOf(text)).map((text) => text.trim()),
  'Period 9 seconds.',
  'Gusts up to 25 kt in the evening.',
  'Becoming W.',
  'Building to 6 ft late.',
  'Vsby 1 nm.',
  'Bar conditions rough.',
  'Winds becoming N.',
)

test('a period that is put together from known sentences says what it says read in one go', () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 6 }), fc.boolean(), (picked, isOpen) => {
      const text = picked.join(' ')
      const whole = readTokens(text, tokenize(text), { isOpen })
      expect(readPassage(text, isOpen)).toEqual({ ...whole.said, unparsed: unreadOf(whole) })
    }),
    { numRuns: 2_000 },
  )
})

test('what passages share cannot be changed', () => {
  const read = () => readPassage('N winds 10 kt. Waves 1 ft.', false).wind[0]
  read()
  read()
  const step = read()
  expect(() => Object.assign(step ?? {}, { gustKt: 1 })).toThrow(TypeError)
  expect(readPassage('N winds 10 kt.', false).wind[0]).toBe(step)
})

test('a number without a unit is a value before another sentence, and none at the end of a text', () => {
  const heights = (text: string) => readPassage(text, false).seas.map(({ heightFt }) => heightFt?.max)
  for (let round = 0; round < 2; round++) {
    expect(heights('Seas 2. Rain.')).toEqual([2])
    expect(heights('Rain. Seas 2.')).toEqual([])
  }
})
