import { expect, test } from 'vitest'
import { readTokens } from '../src/read-tokens.ts'
import { segmentsOf } from '../src/segments.ts'
import { tokenize } from '../src/tokenize.ts'

const segments = (text: string): string[] =>
  segmentsOf(readTokens(text, tokenize(text), { isTraced: true })).map(
    ({ kind, path, start, end }) => `${kind === 'value' ? path : kind}: ${text.slice(start, end)}`,
  )

test('values, connecting words and what is unread follow each other without gaps', () => {
  expect(segments('N winds 10 kt, gusty.')).toEqual([
    'wind[0].direction: N',
    'connector:  ',
    'connector: winds',
    'connector:  ',
    'wind[0].speedKt: 10 kt',
    'connector: ,',
    'connector:  ',
    'unparsed: gusty.',
  ])
})

test('place and time of one step are two segments of one path', () => {
  expect(
    segments('Near X, N wind 10 kt late.').filter((segment) => segment.startsWith('wind[0].when')),
  ).toEqual(['wind[0].when: Near X', 'wind[0].when: late'])
})

test('a text of blanks is one connector, no text is no segment', () => {
  expect(segments('  ')).toEqual(['connector:   '])
  expect(segments('')).toEqual([])
})
