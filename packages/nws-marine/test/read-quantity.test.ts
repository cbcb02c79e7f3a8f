import { expect, test } from 'vitest'
import { type QuantityOptions, readQuantity } from '../src/read-quantity.ts'
import { tokenize } from '../src/tokenize.ts'
import { Kind } from '../src/words.ts'

const read = (text: string, options: Partial<QuantityOptions> = {}): string | null => {
  const tokens = tokenize(text)
  const found = readQuantity(tokens, 0, tokens.length, { unit: Kind.knots, ...options })
  return found === null ? null : `${found.range.min} ${found.range.max}`
}

test.for([
  ['10 to 15 kt', '10 15'],
  ['10-15 knots', '10 15'],
  ['15kts', '15 15'],
  ['10 kt to 15 kt', '10 15'],
  ['around 10 knots', '10 10'],
  ['near 15 knots', '15 15'],
  ['at 10 to 15 kt', '10 15'],
  ['35 knot gales', '35 35'],
  ['up to 10 kt', '0 10'],
  ['to 25 knots', '0 25'],
  ['less than 10 kt', '0 10'],
  ['at less than 10 kt', '0 10'],
  ['5 kt or less', '0 5'],
  ['10 to 15 kt or less', '0 15'],
  ['around 10 kt or less', '0 10'],
])('"%s" is %s', ([text, range]) => {
  expect(read(text ?? '')).toBe(range)
})

test('behind a change word "to" names the target', () => {
  expect(read('to 25 knots', { target: true })).toBe('25 25')
  expect(read('to 10 to 15 kt', { target: true })).toBe('10 15')
  expect(read('to to 25 knots', { target: true })).toBe('25 25')
  expect(read('to less than 10 knots', { target: true })).toBe('0 10')
})

test.for(['25 kt or greater', '10 ft', '10', '10 to 15 mph', 'to the north', '900 kt', 'winds'])(
  '"%s" is no speed',
  (text) => {
    expect(read(text)).toBeNull()
  },
)

test('a unit may be left out where the caller says so, but not where another follows', () => {
  expect(read('10 to 15, gusts', { unitless: true })).toBe('10 15')
  expect(read('10 to 15 mph', { unitless: true })).toBeNull()
  expect(read('30N', { unitless: true })).toBeNull()
})

test.for([
  ['2 ft or less', '0 2'],
  ['less than 1 foot', '0 1'],
  ['calm to 1 foot', '0 1'],
  ['flat', '0 0'],
  ['two feet or less', '0 2'],
  ['1 foot', '1 1'],
])('a height of "%s" is %s', ([text, range]) => {
  expect(read(text ?? '', { unit: Kind.feet, unitless: true })).toBe(range)
})
