import type { Reading } from './reading.ts'

/** A part of a period's text: a value, connecting words, or text that no rule understood. */
export interface Segment {
  kind: 'value' | 'connector' | 'unparsed'
  /** Of a value, such as `wind[0].speedKt`; else "". */
  path: string
  start: number
  end: number
}

/** Splits the text into segments without gaps. Blanks within a segment belong to it; other blanks are connectors. */
export function segmentsOf(reading: Reading): Segment[] {
  const { tokens, paths, text } = reading
  const segments: Segment[] = []
  let last: Segment | null = null
  let lastRole = -1
  tokens.forEach((token) => {
    const { role } = token
    if (last !== null && role === lastRole) {
      last.end = token.end
      return
    }
    const from: number = last?.end ?? 0
    if (token.start > from) segments.push({ kind: 'connector', path: '', start: from, end: token.start })
    const kind = role === 0 ? 'unparsed' : role === 1 ? 'connector' : 'value'
    last = { kind, path: role < 2 ? '' : (paths[role - 2] ?? ''), start: token.start, end: token.end }
    lastRole = role
    segments.push(last)
  })
  const end = segments.at(-1)?.end ?? 0
  if (end < text.length) segments.push({ kind: 'connector', path: '', start: end, end: text.length })
  return segments
}
