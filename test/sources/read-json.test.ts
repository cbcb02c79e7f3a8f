import { expect, test } from 'vitest'
import { z } from 'zod'
import { isoInstant } from '../../src/sources/iso-instant.ts'
import { checked, parseJson, readAny, readEach } from '../../src/sources/read-json.ts'
import { errorOf } from '../support/explained.ts'

const Item = z.object({ id: z.string() })

test('parses JSON', () => {
  expect(parseJson(' {"a": [1]} ')).toEqual({ a: [1] })
})

test.each([
  ['', 'not JSON'],
  ['{"password": "hunter2"', 'not JSON'],
  [' <!DOCTYPE html>', 'HTML or XML'],
])('says what is wrong with %s without repeating it', (body, words) => {
  const error = errorOf(() => parseJson(body))
  expect(error.code).toBe('upstream_invalid')
  expect(error.message).toContain(words)
  expect(error.message).not.toContain('hunter2')
})

test('reads however deep a body is nested', () => {
  expect(errorOf(() => parseJson('['.repeat(200_000))).code).toBe('upstream_invalid')
})

test('names the first field that differs', () => {
  const schema = z.object({ list: z.array(Item) })
  expect(errorOf(() => checked(schema, { list: [{ id: 1 }] }, 'a list')).message).toBe(
    'not a list: list.0.id',
  )
  expect(errorOf(() => checked(schema, null, 'a list')).message).toBe('not a list')
})

test('counts and omits broken items, and fails if there is no other', () => {
  expect(readEach(Item, [{ id: 'a' }, 7, null, { id: 'b' }], 'an item')).toEqual({
    items: [{ id: 'a' }, { id: 'b' }],
    skipped: 1,
  })
  expect(readEach(Item, [null], 'an item')).toEqual({ items: [], skipped: 0 })
  expect(readEach(Item, [7], 'an item')).toEqual({ items: [], skipped: 1 })
  expect(errorOf(() => readAny(Item, [7], 'an item')).message).toBe('none of 1 items is an item')
  expect(errorOf(() => readEach(Item, [7, 8], 'an item')).message).toBe('none of 2 items is an item')
})

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [1_763_600_001_999, '2025-11-20T00:53:21Z'],
  [-62_135_596_800_000, '0001-01-01T00:00:00Z'],
  [1e300, null],
  [Number.NaN, null],
  [-1e15, null],
  [null, null],
])('writes %s as %s', (ms, text) => {
  expect(isoInstant(ms)).toBe(text)
})
