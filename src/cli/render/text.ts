// Text layout. Texts of upstreams are cleaned once, before they are rendered, because they may contain terminal control
// sequences.

/**
 * Removes control and bidirectional characters from all texts of a value; line ends and tabs become blanks. Blanks at the ends
 * are kept, because a text may be a fragment of a longer one.
 */
export function clean<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T
  if (Array.isArray(value)) return value.map(clean) as T
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, clean(each)])) as T
  }
  return value
}

const cleanText = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')

// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that dress text
const dressing = /\u001b\[[\d;]*m/g
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** The width of a text in columns, without colour sequences. */
export function widthOf(text: string): number {
  const bare = text.replace(dressing, '')
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length
  let width = 0
  for (const { segment } of graphemes.segment(bare)) width += wide.test(segment) ? 2 : 1
  return width
}

/** Pads a text with blanks at the end. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Cuts a plain text to this width, with `…` at the end if it was longer. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Puts a no-break space between numbers and their units, so that `wrap` keeps them on one line. */
export const withUnitsTied = (text: string): string =>
  text.replace(/(\d|–) (?=(?:kt|ft|nm|s)\b)|(?<=\bgust|\bocc\.) (?=\d)/g, '$1\u00a0')

/** Breaks a plain text between words into lines of at most this width; a longer word takes its own line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').filter(Boolean)) {
    if (line === '') line = word
    else if (widthOf(line) + 1 + widthOf(word) <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  if (line !== '') lines.push(line)
  return lines.map((each) => each.replaceAll('\u00a0', ' '))
}

/** Wraps a text behind one indent for the first line and another for the rest. */
export function paragraph(
  text: string,
  { columns }: { columns: number },
  indent = '',
  further = indent,
): string[] {
  const width = Math.max(20, columns - Math.max(widthOf(indent), widthOf(further)))
  return wrap(text, width).map((line, index) => (index === 0 ? indent : further) + line)
}

/** Lays rows out in columns two blanks apart; cuts the column `flexible` if the table is too wide. */
export function table(
  rows: readonly (readonly string[])[],
  { columns }: { columns: number },
  flexible: number,
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(0, ...rows.map((row) => widthOf(row[at] ?? ''))),
  )
  const others = widths.reduce((sum, width, at) => sum + (at === flexible ? 0 : width + 2), 0)
  const room = Math.max(12, columns - others)
  widths[flexible] = Math.min(widths[flexible] ?? 0, room)
  return rows.map((row) =>
    row
      .map((cell, at) => padded(at === flexible ? cut(cell, room) : cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
