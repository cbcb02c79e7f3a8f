import { lineEnd } from './lines.ts'

// Changes only what no rule depends on: line ends, control bytes, blanks around a line, and double line spacing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this looks for.
const odd = /[\u0000-\u0009\u000b-\u001f\u007f\u00a0\u2026\ufeff]/
// If every CR follows an LF, the text ends its lines with LF CR.
const carriageFirst = /(?:^|[^\n])\r/
// biome-ignore lint/suspicious/noControlCharactersInRegex: a vertical tab is a blank here.
const blanks = /[\t\u000b\f\u00a0]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this removes.
const controls = /[\u0000-\u0008\u000e-\u001f\u007f\ufeff]/g

/**
 * A product as sent: CR CR LF, CR LF, LF CR and CR became LF, control bytes and the blanks around a line are gone, the
 * one-character ellipsis is three dots. A text that already is in this form is returned as it is.
 */
export function normalise(text: string): string {
  return withoutSpacing(withoutBlanksAround(odd.test(text) ? cleaned(text) : text))
}

function cleaned(text: string): string {
  return text
    .replace(lineEndsOf(text), '\n')
    .replace(blanks, ' ')
    .replace(controls, '')
    .replaceAll('\u2026', '...')
}

// CRs before an LF form one line end with it; in a text without any LF each CR is a line end.
function lineEndsOf(text: string): RegExp {
  if (!text.includes('\n')) return /\r/g
  return carriageFirst.test(text) ? /\r+\n?/g : /\n\r/g
}

// Only what stands between two such blanks is copied: nearly every product has some, at the end of a few lines.
function withoutBlanksAround(text: string): string {
  let copied = ''
  let from = 0
  for (let at = 0, end = 0; at <= text.length; at = end + 1) {
    end = lineEnd(text, at)
    let start = at
    let stop = end
    while (start < stop && text.charCodeAt(start) === blank) start++
    while (stop > start && text.charCodeAt(stop - 1) === blank) stop--
    if (start > at) {
      copied += text.slice(from, at)
      from = start
    }
    if (stop < end) {
      copied += text.slice(from, stop)
      from = end
    }
  }
  return from === 0 ? text : copied + text.slice(from)
}

const blank = 32

// A CR CR LF that passed through text mode arrives as two line ends. A product has consecutive lines, so where every printed line
// is at least two lines from the next, the blank lines between them were not sent.
function withoutSpacing(text: string): string {
  let gap = 0
  let last = -1
  let printed = 0
  for (let at = 0, line = 0; at <= text.length && gap !== 1; line++) {
    const end = lineEnd(text, at)
    if (end > at) {
      if (last >= 0) gap = commonDivisor(gap, line - last)
      last = line
      printed++
    }
    at = end + 1
  }
  if (gap < 2 || printed < 3) return text
  return text
    .split('\n')
    .filter((_, line) => (line - last) % gap === 0)
    .join('\n')
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
