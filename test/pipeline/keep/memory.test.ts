import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { Memory } from '../../../src/pipeline/keep/memory.ts'
import { answerOf } from '../../support/answers.ts'

const spaces = ['marine', 'marine/products', 'reddit']
const command = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'get', 'purge', 'purge-all'),
  space: fc.constantFrom(...spaces),
  key: fc.constantFrom('a', 'b', 'c', 'a b'),
  size: fc.integer({ min: 0, max: 800 }),
})

test('after any sets and purges the bytes are bounded and the counts are right', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const memory = new Memory({ maxBytes: 3_000 })
      for (const { kind, space, key, size } of commands) {
        if (kind === 'set') memory.set(`${space}:${key}`, answerOf('x'.repeat(size), 0))
        else if (kind === 'get') memory.get(`${space}:${key}`)
        else if (kind === 'purge') memory.purge(space, (each) => each === key)
        else memory.purge(space)
      }
      const views = spaces.map((space) => memory.view(space))
      expect(views.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(3_000)
      for (const [index, space] of spaces.entries()) {
        // Not `get`: opening a packed entry may evict another.
        const held = ['a', 'b', 'c', 'a b'].filter((key) => memory.holding(`${space}:${key}`, 0)())
        expect(views[index]?.entries).toBe(held.length)
        expect(views[index]?.bytes === 0).toBe(held.length === 0)
      }
      for (const space of spaces) memory.purge(space)
      for (const space of spaces) expect(memory.view(space)).toEqual({ entries: 0, bytes: 0 })
    }),
  )
})

test('the least recently used value is evicted first', () => {
  const memory = new Memory({ maxBytes: 5_000 })
  for (const key of ['a', 'b', 'c']) memory.set(`s:${key}`, answerOf('x'.repeat(700), 0))
  memory.get('s:a')
  for (const key of ['d', 'e']) memory.set(`s:${key}`, answerOf('x'.repeat(700), 0))
  expect(memory.get('s:a')).toBeDefined()
  expect(memory.get('s:b')).toBeUndefined()
})

test('a value too large to be worth it is not kept, nor the one it replaces', () => {
  const memory = new Memory({ maxBytes: 4_000 })
  memory.set('s:k', answerOf('small', 0))
  memory.set('s:k', answerOf('x'.repeat(1_000), 0))
  expect(memory.get('s:k')).toBeUndefined()
  expect(memory.view('s')).toEqual({ entries: 0, bytes: 0 })
})

test('values that have not been used for long are equal when they are used again', () => {
  const memory = new Memory({ maxBytes: 20_000 })
  const values = Array.from({ length: 12 }, (_, index) => ({
    index,
    text: 'é'.repeat(300),
    list: [{ n: null }],
  }))
  for (const [index, value] of values.entries()) memory.set(`s:k${index}`, answerOf(value, index))
  for (const [index, value] of values.entries()) {
    expect(memory.holding(`s:k${index}`, index)()).toBe(true)
    expect(memory.get(`s:k${index}`)).toEqual(answerOf(value, index))
  }
})

test('a value that JSON cannot express is kept as it is', () => {
  const memory = new Memory({ maxBytes: 8_000 })
  const value = new Map([['zone', 'ANZ532']])
  memory.set('s:map', answerOf(value, 0))
  for (const key of ['a', 'b', 'c']) memory.set(`s:${key}`, answerOf('x'.repeat(1_000), 0))
  expect(memory.get('s:map')?.value).toBe(value)
})

test('a value may take a quarter of the memory, and no more', () => {
  const memory = new Memory({ maxBytes: 40_000 })
  memory.set('s:k', answerOf('x'.repeat(1_000), 0))
  const { bytes } = memory.view('s')
  for (const [maxBytes, entries] of [
    [4 * bytes, 1],
    [4 * bytes - 1, 0],
  ] as const) {
    const own = new Memory({ maxBytes })
    own.set('s:k', answerOf('x'.repeat(1_000), 0))
    expect(own.view('s').entries).toBe(entries)
  }
})

test('a value is held until it is replaced or dropped', () => {
  const memory = new Memory({ maxBytes: 40_000 })
  memory.set('s:k', answerOf('x', 5))
  const isHeld = memory.holding('s:k', 5)
  expect([isHeld(), memory.holding('s:k', 4)(), memory.holding('s:other', 5)()]).toEqual([true, false, false])
  memory.set('s:k', answerOf('x', 6))
  expect(isHeld()).toBe(false)
  memory.purge('s')
  expect(isHeld()).toBe(false)
})

test('a value counts with everything it holds, also in a map', () => {
  const memory = new Memory({ maxBytes: 40_000 })
  memory.set('s:k', answerOf(new Map([['zone', 'x'.repeat(2_000)]]), 0))
  expect(memory.view('s').bytes).toBeGreaterThan(2_000)
})

test('a failure is remembered until its time, and forgotten with a value or a purge', () => {
  const memory = new Memory({ maxBytes: 4_000 })
  const error = new AppError('upstream_error', 'status 500')
  memory.setFailure('s:k', error, 0, 100)
  expect([memory.failure('s:k', 99), memory.failure('s:k', 100)]).toEqual([error, undefined])
  memory.set('s:k', answerOf('x', 0))
  expect(memory.failure('s:k', 50)).toBeUndefined()
  memory.setFailure('s:k', error, 0, 100)
  memory.purge('s')
  expect(memory.failure('s:k', 50)).toBeUndefined()
})

test('failures are bounded in number, 10,000', () => {
  const memory = new Memory({ maxBytes: 4_000 })
  const error = new AppError('not_found', '')
  for (let key = 0; key <= 10_000; key++) memory.setFailure(`s:${key}`, error, 0, 100)
  expect([0, 1, 10_000].map((key) => memory.failure(`s:${key}`, 0))).toEqual([undefined, error, error])
})

test('a purge drops the keys that match or one space, and returns the number of values dropped', () => {
  const memory = new Memory({ maxBytes: 40_000 })
  for (const [space, key] of [
    ['s', 'a'],
    ['s', 'b'],
    ['s', 'c'],
    ['s t', 'a'],
  ] as const)
    memory.set(`${space}:${key}`, answerOf('x', 0))
  expect([
    memory.purge('s', (key) => key === 'a'),
    memory.purge('s', (key) => key === 'a'),
    memory.purge('s', (key) => key === 'b'),
    memory.purge('s'),
    memory.view('s t').entries,
  ]).toEqual([1, 0, 1, 1, 1])
})
