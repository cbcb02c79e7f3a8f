import { expect, test } from 'vitest'
import { createDoorkeeper } from '../../src/http/doorkeeper.ts'
import { Hash } from '../../src/http/tag.ts'

const key = (text: string) => new Hash().add(text)

test('a key is known once it was remembered, and no other key with it', () => {
  const { knows, remember } = createDoorkeeper(1_000)
  expect(knows(key('a'))).toBe(false)
  remember(key('a'))
  expect(knows(key('a'))).toBe(true)
  expect(knows(key('b'))).toBe(false)
})

test('old keys are forgotten for new ones', () => {
  const { knows, remember } = createDoorkeeper(100)
  const keys = Array.from({ length: 1_000 }, (_, index) => key(`/v1/${index}`))
  for (const each of keys) remember(each)
  expect(knows(keys.at(-1) ?? key(''))).toBe(true)
  expect(keys.filter(knows).length).toBeLessThanOrEqual(100)
})
