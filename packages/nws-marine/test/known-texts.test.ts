import { expect, test } from 'vitest'
import { Codes } from '../src/codes.ts'
import { KnownTexts } from '../src/known-texts.ts'

const codesOf = (text: string): Codes => {
  const codes = new Codes()
  codes.fill(text)
  return codes
}

test('what is kept is found wherever it stands', () => {
  const known = new KnownTexts<string>(16)
  known.get(codesOf('Rain. Waves 1 ft.'), 6, 17)
  known.keep('waves')
  expect(known.get(codesOf('Fog. Waves 1 ft. Rain.'), 5, 16)).toBe('waves')
  expect(known.get(codesOf('Waves 2 ft.'), 0, 11)).toBeUndefined()
})

test('what is asked about again is told from what is new', () => {
  const known = new KnownTexts<string>(16)
  const comesAgain = (text: string, start: number, end: number): boolean => {
    known.get(codesOf(text), start, end)
    return known.comesAgain()
  }
  expect(comesAgain('Waves 1 ft.', 0, 11)).toBe(false)
  expect(comesAgain('Rain. Waves 1 ft.', 6, 17)).toBe(true)
  expect(comesAgain('Waves 2 ft.', 0, 11)).toBe(false)
})

test('of two texts on one place the newer stays, so a memory never grows', () => {
  const known = new KnownTexts<number>(1)
  known.get(codesOf('a'), 0, 1)
  known.keep(1)
  known.get(codesOf('b'), 0, 1)
  known.keep(2)
  expect([known.get(codesOf('a'), 0, 1), known.get(codesOf('b'), 0, 1)]).toEqual([undefined, 2])
})

test('the codes of a text are its characters: what is no ASCII is a hyphen or a letter', () => {
  const codes = codesOf('Seas 2\u20133 ft, ma\u00f1ana \u6d77')
  const letters = Array.from({ length: codes.length + 1 }, (_, at) => codes.charCodeAt(at))
  expect(String.fromCharCode(...letters)).toBe('Seas 2-3 ft, ma\u00ffana \u00ff\u0000')
  expect(codes.charCodeAt(-1)).toBe(0)
})

test('a text longer than all before has its own codes', () => {
  const codes = codesOf('x'.repeat(5_000))
  expect(codes.charCodeAt(4_999)).toBe(120)
  codes.fill('y')
  expect([codes.charCodeAt(0), codes.charCodeAt(1)]).toEqual([121, 0])
})
