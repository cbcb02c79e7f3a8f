// Bytes to text. Pages say their charset in the header, in a byte order mark or in a `meta`, and not always the truth: nothing
// here fails, a byte that is wrong is a replacement character.
import type { Bytes } from '../../core/bytes.ts'

/** The kinds of bodies that have text. */
export type TextKind = 'html' | 'plain'

/** What a Content-Type promises; null for what has no text to count. */
export function textKindOf(contentType: string | null): TextKind | null {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html'
  return type === 'text/plain' ? 'plain' : null
}

/** `meta` is looked for here: as far as browsers look. */
const headBytes = 1_024

/** The text of a page: UTF-8 or Windows-1252, which all that call themselves Latin-1 or ASCII are read as; '' for any other. */
export function readText(body: Bytes, contentType: string | null): string {
  const kind = textKindOf(contentType)
  if (kind === null) return ''
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return decode(body, 'utf-8')
  const named = labelIn(contentType ?? '') ?? (kind === 'html' ? labelInMeta(body) : null)
  const encoding = named === null ? null : encodings.get(named)
  if (encoding === undefined) return ''
  if (encoding !== null) return decode(body, encoding)
  // Nothing is said: what is well-formed UTF-8 is hardly ever anything else.
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    return decode(body, 'windows-1252')
  }
}

const encodings: ReadonlyMap<string, 'utf-8' | 'windows-1252'> = new Map([
  ...['utf-8', 'utf8'].map((label) => [label, 'utf-8'] as const),
  ...['iso-8859-1', 'iso8859-1', 'latin1', 'l1', 'us-ascii', 'ascii', 'windows-1252', 'cp1252'].map(
    (label) => [label, 'windows-1252'] as const,
  ),
])

const labelIn = (text: string): string | null =>
  /\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})/i.exec(text)?.[1]?.toLowerCase() ?? null

function labelInMeta(body: Bytes): string | null {
  const head = decode(body.subarray(0, headBytes), 'windows-1252')
  for (const [tag] of head.matchAll(/<meta\b[^>]{0,500}/gi)) {
    const label = labelIn(tag)
    if (label !== null) return label
  }
  return null
}

function decode(bytes: Bytes, encoding: 'utf-8' | 'windows-1252'): string {
  return new TextDecoder(encoding).decode(bytes)
}
