import type { Span } from './match.ts'

/** A segment of text, and whether it is a match. */
export interface Segment {
  text: string
  match: boolean
}

export interface Snippet {
  /** Joined, they are an excerpt of the text as printed. */
  segments: Segment[]
  /** Whether text was cut before and after it. */
  cut: { before: boolean; after: boolean }
}

/** Texts of up to this many characters are returned whole. */
const maxLength = 240
/** Characters shown before the first match of a longer one. */
const lead = 60

/**
 * The excerpt of a text around its matches, with the matches marked. A long text is cut between words, at the excerpt with the
 * most matches.
 */
export function snippetOf(text: string, spans: readonly Span[]): Snippet {
  const [from, to] = text.length <= maxLength ? [0, text.length] : windowOf(text, spans)
  const segments: Segment[] = []
  const add = (start: number, end: number, isMatch: boolean): void => {
    if (start < end) segments.push({ text: text.slice(start, end), match: isMatch })
  }
  let at = from
  for (const [start, end] of spans) {
    if (start < from || end > to) continue
    add(at, start, false)
    add(start, end, true)
    at = end
  }
  add(at, to, false)
  return { segments, cut: { before: from > 0, after: to < text.length } }
}

function windowOf(text: string, spans: readonly Span[]): Span {
  let best: Span = [0, 0]
  let shown = 0
  for (const span of spans) {
    const window = windowFrom(text, span)
    const within = spans.filter(([start, end]) => start >= window[0] && end <= window[1]).length
    if (within > shown) [best, shown] = [window, within]
  }
  return best
}

function windowFrom(text: string, [start, end]: Span): Span {
  const begin = Math.max(0, Math.min(start - lead, text.length - maxLength))
  // The blank before the first whole word; a match is never cut.
  const blank = begin === 0 ? -1 : text.indexOf(' ', begin - 1)
  const from = begin === 0 ? 0 : blank >= 0 && blank < start ? blank + 1 : start
  const limit = Math.max(end, from + maxLength)
  if (limit >= text.length) return [from, text.length]
  return [from, Math.max(end, text.lastIndexOf(' ', limit))]
}
