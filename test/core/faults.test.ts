import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Fault } from '../../src/core/errors.ts'
import { faultsOf, invalidRequest } from '../../src/core/faults.ts'

const fault = (name: string): Fault => ({ in: 'body', name, message: 'wrong' })

test('an error names the invalid fields, and lists every fault', () => {
  const { message, faults, status } = invalidRequest([fault('a'), fault('b'), fault('b')])
  expect([message, faults?.length, status]).toEqual(['3 errors in a, b', 3, 400])
  expect(invalidRequest([fault('a')]).message).toBe('one error in a')
})

test('at most a hundred faults are listed, and the others are counted', () => {
  function* endless(): Generator<Fault> {
    for (let index = 0; index < 250_000; index++) yield fault(`urls.${index}`)
  }
  const { message, faults } = invalidRequest(endless())
  expect(faults).toHaveLength(100)
  expect(message).toMatch(/^250000 errors in urls\.0, .*, …: the first 100 are listed, and 249900 more$/)
  expect(message.length).toBeLessThan(200)
})

const schema = z.strictObject({
  q: z.string().min(2).max(3),
  t: z.enum(['day', 'week']).default('day'),
  limit: z.int().max(100).optional(),
  tags: z.array(z.string()).optional(),
})

test.each([
  [{}, 'q', '`q` is required'],
  [{ q: 1 }, 'q', 'must be a string'],
  [{ q: 'a' }, 'q', 'at least 2 characters'],
  [{ q: 'abcd' }, 'q', 'at most 3 characters'],
  [{ q: 'ab', t: 'year' }, 't', 'must be one of day, week'],
  [{ q: 'ab', limit: 101 }, 'limit', 'at most 100'],
  [{ q: 'ab', limit: 1.5 }, 'limit', 'must be a whole number'],
  [{ q: 'ab', tags: 'x' }, 'tags', 'must be a list'],
  [{ q: 'ab', tags: ['x', 1] }, 'tags.1', 'must be a string'],
  [{ q: 'ab', words: 1 }, 'words', '`words` is not a field of this body'],
])('the fault of %j is said in plain words', (given, name, message) => {
  const faults = [...faultsOf(schema.safeParse(given).error?.issues ?? [], 'body')]
  expect(faults).toEqual([{ in: 'body', name, message }])
})

test('a fault names the parameter, whichever of its values is invalid', () => {
  const { error } = z.object({ tags: z.array(z.string()) }).safeParse({ tags: [1] })
  expect([...faultsOf(error?.issues ?? [], 'query')].map(({ name }) => name)).toEqual(['tags'])
})
