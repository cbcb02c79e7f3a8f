import { expect, test } from 'vitest'
import { KnownTexts } from '../../../../src/sources/marine/text/known-texts.ts'
import { Recent } from '../../../../src/sources/marine/text/recent.ts'

test('what comes a second time is kept, and found wherever it stands', () => {
  const known = new KnownTexts<string>(16)
  expect(known.put('Waves 1 ft.', 0, 11, 'first')).toBe(false)
  expect(known.get('Waves 1 ft.', 0, 11)).toBeUndefined()
  expect(known.put('Rain. Waves 1 ft.', 6, 17, 'second')).toBe(true)
  expect(known.get('Fog. Waves 1 ft. Rain.', 5, 16)).toBe('second')
  expect(known.get('Waves 2 ft.', 0, 11)).toBeUndefined()
})

test('of two texts on one place the newer stays, so a memory never grows', () => {
  const known = new KnownTexts<number>(1)
  const put = (text: string, value: number): void => {
    for (let round = 0; round < 2; round++) known.put(text, 0, text.length, value)
  }
  put('a', 1)
  put('b', 2)
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
