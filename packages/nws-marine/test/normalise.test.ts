import { expect, test } from 'vitest'
import { normalise } from '../src/normalise.ts'

const linesOf = (text: string): string[] => normalise(text).split('\n')

test('CR CR LF, CR LF, CR and LF each end one line', () => {
  expect(linesOf('a\r\r\nb\r\nc\rd\ne')).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('control bytes and a byte order mark are gone, a tab and a hard blank are blanks', () => {
  expect(linesOf('\ufeff\u0001000 \u0003\nSeas\t3\u00a0ft\u0000')).toEqual(['000', 'Seas 3 ft'])
})

test('blanks around a line are gone', () => {
  expect(linesOf('  TIDAL POTOMAC  \n\n')).toEqual(['TIDAL POTOMAC', '', ''])
})

test('LF CR ends one line, and so does CR alone', () => {
  expect(linesOf('a\n\r\n\rb\n\r')).toEqual(['a', '', 'b', ''])
  expect(linesOf('a\r\rb\r')).toEqual(['a', '', 'b', ''])
})

test('where every second line is blank, none of those was sent', () => {
  expect(linesOf('a\n\nb\n\n\n\nc\n\n')).toEqual(['a', 'b', '', 'c', ''])
  expect(linesOf('\n\na\n\nb\n\nc')).toEqual(['', 'a', 'b', 'c'])
  expect(linesOf('a\nb\n\nc')).toEqual(['a', 'b', '', 'c'])
})

test('the one-character ellipsis is three dots', () => {
  expect(linesOf('…GALE WARNING…')).toEqual(['...GALE WARNING...'])
})
