import { expect, test } from 'vitest'
import { createMemo } from '../src/memo.ts'

test('a value is made once for a key, and again when newer keys have pushed it out', () => {
  const memo = createMemo<string>(2)
  const made: string[] = []
  const ask = (key: string): string =>
    memo(key, () => {
      made.push(key)
      return key.toUpperCase()
    })
  expect([ask('a'), ask('a'), ask('b'), ask('c'), ask('b'), ask('a')]).toEqual(['A', 'A', 'B', 'C', 'B', 'A'])
  expect(made).toEqual(['a', 'b', 'c', 'a'])
})
