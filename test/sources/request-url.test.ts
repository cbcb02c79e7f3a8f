import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestUrl } from '../../src/sources/request-url.ts'

test.each([
  ['http://a.test', '/x', {}, 'http://a.test/x'],
  ['http://a.test/', '/x', {}, 'http://a.test/x'],
  ['http://a.test/p/q', '/x', {}, 'http://a.test/p/q/x'],
  ['http://a.test/p//', '/x', { b: '1' }, 'http://a.test/p/x?b=1'],
  ['http://a.test/p?k=v', '/x', { b: '1' }, 'http://a.test/p/x?k=v&b=1'],
  ['http://a.test/p?k=v', '', {}, 'http://a.test/p?k=v'],
  ['http://a.test', '', { zone: 'A,B' }, 'http://a.test/?zone=A,B'],
])('puts %s, %s and %o together', (base, path, query, url) => {
  expect(requestUrl(base, path, query)).toBe(url)
})

test('law: a value arrives unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const url = new URL(requestUrl('http://a.test/p/', '/x', { before: '1', q: value, after: '2' }))
      expect([...url.searchParams]).toEqual([
        ['before', '1'],
        ['q', value.toWellFormed()],
        ['after', '2'],
      ])
    }),
  )
})
