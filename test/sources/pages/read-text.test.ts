import { expect, test } from 'vitest'
import { readText, textKindOf } from '../../../src/sources/pages/read-text.ts'

const bytes = (text: string, encoding: BufferEncoding = 'latin1') => Buffer.from(text, encoding)
const html = 'text/html'

test.each([
  ['the header names UTF-8', bytes('Küste', 'utf8'), 'text/html; charset=UTF-8', 'Küste'],
  ['the header names Latin-1', bytes('Küste'), 'text/html; charset=ISO-8859-1', 'Küste'],
  ['Latin-1 is Windows-1252', bytes('\x80'), 'text/html; charset="latin1"', '€'],
  [
    'a meta names Windows-1252',
    bytes('<meta charset=windows-1252>Küste'),
    html,
    '<meta charset=windows-1252>Küste',
  ],
  [
    'an older meta does',
    bytes('<META http-equiv=Content-Type content="text/html; charset=iso-8859-1">ü'),
    html,
    '<META http-equiv=Content-Type content="text/html; charset=iso-8859-1">ü',
  ],
  [
    'the header is before the meta',
    bytes('<meta charset=utf-8>ü'),
    'text/html; charset=latin1',
    '<meta charset=utf-8>ü',
  ],
  ['a byte order mark is before the header', bytes('\ufeffü', 'utf8'), 'text/html; charset=latin1', 'ü'],
  ['nothing is said, and it is UTF-8', bytes('ü', 'utf8'), html, 'ü'],
  ['nothing is said, and it is not', bytes('ü'), html, 'ü'],
  [
    'a meta too far down is not looked for',
    bytes(`${' '.repeat(1_100)}<meta charset=x>ü`),
    html,
    `${' '.repeat(1_100)}<meta charset=x>ü`,
  ],
  ['a plain text has no meta', bytes('<meta charset=x>'), 'text/plain', '<meta charset=x>'],
  ['a broken byte is replaced', Buffer.of(0x61, 0xff), 'text/plain; charset=utf-8', 'a\ufffd'],
  ['the header names another charset', Buffer.of(0x82, 0xa0), 'text/html; charset=shift_jis', 'あ'],
  ['the header names KOI8-R', Buffer.of(0xc1), 'text/plain; charset=koi8-r', 'а'],
  ['a meta names one', bytes('<meta charset=windows-1251>\xe0'), html, '<meta charset=windows-1251>а'],
  [
    'a meta says UTF-16, which it could not',
    bytes('<meta charset=utf-16>ü', 'utf8'),
    html,
    '<meta charset=utf-16>ü',
  ],
  ['the charset is unknown', bytes('ü', 'utf8'), 'text/plain; charset=klingon', 'ü'],
  ['a mark says UTF-16, little end first', Buffer.from('\ufeffab', 'utf16le'), 'text/plain', 'ab'],
  ['a mark says UTF-16, big end first', Buffer.from('\ufeffab', 'utf16le').swap16(), html, 'ab'],
  ['the header says UTF-16', Buffer.from('ab', 'utf16le'), 'text/plain; charset=utf-16', 'ab'],
  ['no text', bytes('x'), 'image/png', ''],
  ['no type, and it is text', bytes('<p>x'), null, '<p>x'],
  ['no type and binary data', bytes('\x89PNG\r\n\x1a\n\x00'), null, ''],
  ['an unknown type', bytes('x'), 'application/unknown', 'x'],
])('when %s', (_, body, contentType, text) => {
  expect(readText(body, contentType)).toBe(text)
})

test.each([
  ['TEXT/HTML;charset=x', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/plain', 'plain'],
  ['text/htmlx', null],
  ['application/json', null],
])('%s is %s', (contentType, kind) => {
  expect(textKindOf(contentType, '<html>')).toBe(kind)
})

test.each([
  ['<!DOCTYPE HTML><p>', 'html'],
  [' \n<HTML lang=en>', 'html'],
  ['<!-- a comment -->', 'html'],
  ['<p>one', 'html'],
  ['<px>one', 'plain'],
  ['one < two', 'plain'],
  ['<?xml version="1.0"?><feed/>', null],
  ['', null],
])('without a type, %j is %s', (text, kind) => {
  expect([textKindOf(null, text), textKindOf('*/*', text)]).toEqual([kind, kind])
})
