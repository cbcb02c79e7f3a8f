import { detachedText } from './known-texts.ts'

// A text is read in place: a line is an offset in it, and is copied only where a value needs it.

/** The offset at which the line that contains `at` ends: its line feed, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

const blank = 32

/** The lines of `[from, to)` as one, without blank lines. One line is copied; several are when their text is first read. */
export function unwrapped(text: string, from: number, to: number): string {
  let joined = ''
  let lines = 0
  for (let at = from; at < to; ) {
    const end = Math.min(lineEnd(text, at), to)
    const start = text.charCodeAt(at) === blank ? at + 1 : at
    if (end > start) {
      joined = lines === 0 ? text.slice(start, end) : `${joined} ${text.slice(start, end)}`
      lines++
    }
    at = end + 1
  }
  return lines === 1 ? detachedText(joined, 0, joined.length) : joined
}
