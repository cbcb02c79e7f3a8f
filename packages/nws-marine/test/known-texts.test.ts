import { expect, test } from 'vitest'
import { KnownTexts } from '../src/known-texts.ts'
import { Recent } from '../src/recent.ts'

test('what is kept is found wherever it stands', () => {
  const known = new KnownTexts<string>(16)
  known.set('Rain. Waves 1 ft.', 6, 17, 'waves')
  expect(known.get('Fog. Waves 1 ft. Rain.', 5, 16)).toBe('waves')
  expect(known.get('Waves 2 ft.', 0, 11)).toBeUndefined()
})

test('what is asked about again is told from what is new', () => {
  const known = new KnownTexts<string>(16)
  expect(known.comesAgain('Waves 1 ft.', 0, 11)).toBe(false)
  expect(known.comesAgain('Rain. Waves 1 ft.', 6, 17)).toBe(true)
  expect(known.comesAgain('Waves 2 ft.', 0, 11)).toBe(false)
})

test('of two texts on one place the newer stays, so a memory never grows', () => {
  const known = new KnownTexts<number>(1)
  known.set('a', 0, 1, 1)
  known.set('b', 0, 1, 2)
  expect([known.get('a', 0, 1), known.get('b', 0, 1)]).toEqual([undefined, 2])
})

test('what was asked for lately survives what was not', () => {
  const recent = new Recent<number>(2)
  recent.set('a', 1)
  recent.set('b', 2)
  recent.set('c', 3)
  expect(recent.get('a')).toBe(1)
  recent.set('d', 4)
  recent.set('e', 5)
  expect([recent.get('a'), recent.get('b')]).toEqual([1, undefined])
})
