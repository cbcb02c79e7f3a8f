import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Hash, hashText, matchesTag } from '../../src/http/tag.ts'

test('equal texts have equal hashes, and a changed character changes the hash', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (text, position) => {
      const at = position % text.length
      const other = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
      expect(hashText(text)).toBe(hashText(`${text}`))
      if (other !== text) expect(hashText(other)).not.toBe(hashText(text))
    }),
  )
})

test('a hash of hashes depends on each of them and on their order', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((text) => new Hash().add(text)) as [Hash, Hash, Hash]
  const of = (...hashes: Hash[]) => String(hashes.reduce((whole, hash) => whole.addHash(hash), new Hash()))
  expect(of(a, b)).toBe(of(a, b))
  expect(new Set([of(a, b), of(b, a), of(a, c), of(a), of(a, b, c)]).size).toBe(5)
})

test('100,000 similar texts have 100,000 different hashes', () => {
  const hashes = new Set(Array.from({ length: 100_000 }, (_, index) => hashText(`{"n":${index}}`)))
  expect(hashes.size).toBe(100_000)
})

test.each([
  ['W/"a"', true],
  ['"a"', true],
  ['"b", W/"a"', true],
  ['*', true],
  ['"b"', false],
  [undefined, false],
])('If-None-Match %s against W/"a": %s', (header, expected) => {
  expect(matchesTag(header, 'W/"a"')).toBe(expected)
})
