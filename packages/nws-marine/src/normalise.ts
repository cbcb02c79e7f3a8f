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
 * The lines of a product as sent: CR CR LF, CR LF, LF CR and CR end a line, control bytes and the blanks around a line are gone,
 * the one-character ellipsis is three dots. The last line is empty where the text ends with a line end.
 */
export function normalise(text: string): string[] {
  const lines = (odd.test(text) ? cleaned(text) : text).split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.charCodeAt(line.length - 1) === 32 || line.charCodeAt(0) === 32) lines[index] = line.trim()
  }
  return withoutSpacing(lines)
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

// A CR CR LF that passed through text mode arrives as two line ends. A product has consecutive lines, so where every printed line
// is at least two lines from the next, the blank lines between them were not sent.
function withoutSpacing(lines: string[]): string[] {
  let gap = 0
  let last = -1
  let printed = 0
  for (let index = 0; index < lines.length && gap !== 1; index++) {
    if (lines[index] === '') continue
    if (last >= 0) gap = commonDivisor(gap, index - last)
    last = index
    printed++
  }
  return gap < 2 || printed < 3 ? lines : lines.filter((_, index) => (index - last) % gap === 0)
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
