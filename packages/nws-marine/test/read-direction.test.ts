import { expect, test } from 'vitest'
import { readDirection, startsDirectedValue } from '../src/read-direction.ts'
import { tokenize } from '../src/tokenize.ts'

const read = (text: string, single = false) => {
  const tokens = tokenize(text)
  return readDirection(tokens, 0, tokens.length, single)?.direction ?? null
}

test.for([
  ['NE winds', 'NE'],
  ['Northeasterly winds', 'NE'],
  ['N to NE winds', 'N-NE'],
  ['N-NE winds', 'N-NE'],
  ['NE or E winds', 'NE-E'],
  ['S SW winds', 'SSW'],
  ['south southwest winds', 'SSW'],
  ['South-southwest winds', 'SSW'],
  ['E NE to E winds', 'ENE-E'],
  ['variable', 'VARIABLE'],
  ['N, then', 'N'],
])('"%s" blows from %s', ([text, direction]) => {
  expect(read(text ?? '')).toBe(direction)
})

test.for(['of', 'west of the island', 'N portion', 'southern waters', 'winds', ''])(
  '"%s" is no direction',
  (text) => {
    expect(read(text)).toBeNull()
  },
)

test('two swells that "and" joins are two directions', () => {
  expect(read('N and NE swell', true)).toBe('N')
  expect(read('N and NE winds')).toBe('N-NE')
})

test('a value begins where a number, a noun or a bound follows the direction', () => {
  const starts = (text: string) => startsDirectedValue(tokenize(text), 0, tokenize(text).length)
  expect(['N 10 kt', 'S to SW winds', 'east to 25 knots', 'W swell'].map(starts)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['north shore', 'N of 30N', 'west'].map(starts)).toEqual([false, false, false])
})
