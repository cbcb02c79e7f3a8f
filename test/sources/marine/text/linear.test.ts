import { expect, test } from 'vitest'
import { parseProduct } from '../../../../src/sources/marine/text/parse-product.ts'
import { readTokens } from '../../../../src/sources/marine/text/read-period-text.ts'
import { type Token, tokenize } from '../../../../src/sources/marine/text/tokenize.ts'

// Texts without a full stop: one endless sentence is the worst that a reader can meet.
const adversarial = [
  'N ',
  'N to ',
  '10 ',
  '10 to ',
  'to ',
  'winds ',
  'winds near ',
  'seas ',
  'N winds 10 kt becoming ',
  'near the ',
  'in the ',
  'late and ',
  'gusts ',
  'with ',
  'Cape ',
  'fog, ',
  'fog with vsby ',
  ', ',
  '... ',
  'swell N ',
  'and occasionally ',
  'chop ',
  'Gulf and 10 kt ',
  'a period of ',
  '. ',
]

/** How often the readers look at a token, for a text of this many characters. */
function looks(piece: string, characters: number): number {
  const tokens = tokenize(`${piece.repeat(Math.ceil(characters / piece.length))}.`)
  let count = 0
  const counted = new Proxy(tokens, {
    get(target, key, receiver) {
      count++
      return Reflect.get(target, key, receiver)
    },
  })
  readTokens('', counted, false)
  return count
}

test.for(adversarial)('"%s" without end costs looks in proportion to its length', (piece) => {
  const short = looks(piece, 2_000)
  const long = looks(piece, 16_000)
  expect(long / short).toBeLessThan(9)
})

test('the tokenizer looks at each character a bounded number of times', () => {
  const looksAt = (text: string): number => {
    let count = 0
    const counted = {
      length: text.length,
      charCodeAt: (at: number): number => {
        count++
        return text.charCodeAt(at)
      },
      slice: (from: number, to: number): string => text.slice(from, to),
    }
    tokenize(counted)
    return count
  }
  for (const piece of ['a', '1', '.', '1/', 'winds ', 'Pt.', ' ', '...x']) {
    expect(looksAt(piece.repeat(4_000)) / piece.length / 4_000).toBeLessThan(8)
  }
})

test('1 MB of anything is read', { timeout: 60_000 }, () => {
  const lines = [
    '.',
    '...',
    '....A',
    '.A',
    'ANZ000>999-',
    'ANZ000>999-242000-',
    '$$',
    '.SYNOPSIS',
    '.SYNOPSIS FOR.',
    '...GALE WARNING',
    'A-',
    '1234 AM EDT',
  ]
  for (const line of lines) {
    const text = `FZUS51 KLWX 241157\nCWFLWX\n\n${`${line}\n`.repeat(Math.ceil(1_000_000 / line.length / 2))}`
    expect(parseProduct(text).product.wmo).toBe('FZUS51')
    expect(parseProduct(`FZUS51 KLWX 241157\n${line.repeat(500_000 / line.length)}`).product.wmo).toBe(
      'FZUS51',
    )
  }
})

test('tokens of equal texts are equal', () => {
  const read = (): Token[] => tokenize('N winds 10 kt.')
  expect(read()).toEqual(read())
})
