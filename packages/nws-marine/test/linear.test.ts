import { expect, test } from 'vitest'
import { share } from '../../../test/support/effort.ts'
import { parseProduct } from '../src/parse-product.ts'
import { readTokens } from '../src/read-tokens.ts'
import { type Token, tokenize } from '../src/tokenize.ts'

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
  readTokens('', counted)
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

const hostile = [
  '.',
  '...',
  '....A',
  '.A',
  'ANZ000>999-',
  'ANZ000>999-242000-',
  '$$',
  '.SYNOPSIS',
  'A-',
  '1234 AM EDT',
  '/',
  'x ',
]
const openings = [
  '',
  'ANZ540-242000-\n',
  'ANZ540-242000-\n...x',
  'ANZ540-242000-\n.TODAY...',
  'ANZ540-242000-\nSYNOPSIS',
]

/** A megabyte: a reader whose work grows with the square of the length does not end in an hour. */
const size = share(1_000_000)

test.for(hostile)('"%s" over and over is read, on many lines and on one', (piece) => {
  const heading = 'FZUS51 KLWX 241157\nCWFLWX\n\n'
  const lines = `${piece}\n`.repeat(Math.ceil(size / (piece.length + 1)))
  expect(parseProduct(heading + lines).product.wmo).toBe('FZUS51')
  const long = piece.repeat(Math.ceil(size / piece.length))
  for (const opening of openings) {
    expect(parseProduct(`${heading}${opening}${long}x\n\n$$\n`).product.wmo).toBe('FZUS51')
  }
})

test('tokens of equal texts are equal', () => {
  const read = (): Token[] => tokenize('N winds 10 kt.')
  expect(read()).toEqual(read())
})
