import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packJson, unpackJson } from '../../src/core/pack-json.ts'

test('a packed value is equal to the value when it is unpacked', () => {
  fc.assert(
    fc.property(fc.anything({ withMap: true, withSet: true, withDate: true, withBigInt: true }), (value) => {
      const packed = packJson(value)
      fc.pre(packed !== null)
      expect(unpackJson(packed)).toEqual(value)
    }),
  )
})

test('every JSON document is packed', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
      const value: unknown = JSON.parse(text.replaceAll('-0', '0'))
      fc.pre(!text.includes('__proto__'))
      expect(packJson(value)).not.toBeNull()
    }),
  )
})

test.each([
  ['a map', { zones: new Map([['ANZ532', 1]]) }],
  ['a set', [new Set([1])]],
  ['a date', { at: new Date(0) }],
  ['a missing item of a list', [1, undefined]],
  ['a number that JSON cannot write', { value: Number.NaN }],
  ['a lone surrogate', ['\ud800']],
  ['an object with a form of its own', { toJSON: () => 'other' }],
])('%s is not packed, because JSON would change it', (_, value) => {
  expect(packJson(value)).toBeNull()
})
