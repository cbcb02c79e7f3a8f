import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clean, cut, paragraph, table, widthOf, withUnitsTied, wrap } from '../../src/cli/render/text.ts'

const text = fc.string({ unit: 'binary', maxLength: 80 })

test('cleaned text contains no control sequence', () => {
  fc.assert(
    fc.property(text, (raw) => {
      expect(clean(raw)).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
    }),
  )
})

test('all texts within a value are cleaned; names and numbers are unchanged', () => {
  const value = {
    title: 'a\u001b[31mred\u001b[0m\r\nb',
    list: ['x\u0007', null, 3, true],
    of: { at: '\u202etxt' },
  }
  expect(clean(value)).toEqual({ title: 'a[31mred[0m b', list: ['x', null, 3, true], of: { at: 'txt' } })
})

test('the blanks between pieces of a text are kept', () => {
  const pieces = clean([{ text: 'SMALL' }, { text: ' ' }, { text: 'CRAFT' }, { text: '\nEXERCISE ' }])
  expect(pieces.map(({ text }) => text).join('')).toBe('SMALL CRAFT EXERCISE ')
})

test('wrapped lines contain all words in order, and only a line of one word may be too long', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 30 }), (raw, width) => {
      const words = clean(raw)
      const lines = wrap(words, width)
      expect(lines.join(' ')).toBe(words.split(' ').filter(Boolean).join(' '))
      for (const line of lines) if (line.includes(' ')) expect(widthOf(line)).toBeLessThanOrEqual(width)
    }),
  )
})

test('a cut text fits, and one that fits is not cut', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (raw, width) => {
      const words = clean(raw)
      const short = cut(words, width)
      expect(widthOf(short)).toBeLessThanOrEqual(width)
      if (widthOf(words) <= width) expect(short).toBe(words)
    }),
  )
})

test('colours take no columns, wide characters take two', () => {
  expect(widthOf('\u001b[1;31mgale\u001b[0m')).toBe(4)
  expect(widthOf('東京')).toBe(4)
  expect(widthOf('Göteborg')).toBe(8)
})

test('a number stays with its unit', () => {
  expect(wrap(withUnitsTied('W 10-15 kt gust 20 occ. 3'), 10)).toEqual(['W 10-15 kt', 'gust 20', 'occ. 3'])
})

test('a paragraph has one indent for its first line and another for the rest', () => {
  expect(paragraph('one two three four', { columns: 24 }, '- ', '    ')).toEqual(['- one two three four'])
  expect(paragraph('one two three four five six', { columns: 24 }, '- ', '    ')).toEqual([
    '- one two three four',
    '    five six',
  ])
})

test('a table cuts only its flexible column', () => {
  const rows = [
    ['id', 'a very long name that does not fit', 'x'],
    ['other', 'short', 'y'],
  ]
  expect(table(rows, { columns: 30 }, 1)).toEqual([
    'id     a very long name th…  x',
    'other  short                 y',
  ])
})
