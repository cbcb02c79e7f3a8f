import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/core/json.ts'

test('a lone surrogate becomes the replacement character, anywhere', () => {
  const text = String.raw`{"a":"\ud83d\ude00 \ud83d","b":[{"\udc00":"\uDBFF x"}],"c":"\\ud800"}`
  expect(parseJson(text)).toEqual({ a: '😀 \ufffd', b: [{ '\ufffd': '\ufffd x' }], c: String.raw`\ud800` })
})

test('the result can be read by every parser, and nothing else is changed', () => {
  const strings = fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', '😀', '\\', '"') })
  fc.assert(
    fc.property(fc.array(fc.oneof(strings, fc.jsonValue())), (value) => {
      const read = parseJson(JSON.stringify(value))
      const written = JSON.stringify(read)
      expect(Buffer.from(written).toString()).toBe(written)
      expect(written).toBe(
        JSON.stringify(value, (_, each) => (typeof each === 'string' ? each.toWellFormed() : each)),
      )
    }),
  )
})
