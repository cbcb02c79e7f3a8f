// Bytes to text. Pages declare their charset in a byte order mark, the header or a `meta`, sometimes wrongly. Nothing here fails: an invalid
// byte becomes a replacement character.
import type { Bytes } from '../../core/bytes.ts'

/** The kinds of bodies that have text. */
export type TextKind = 'html' | 'plain'

/** The kind of a page by its Content-Type, or by its first bytes if it has none; null if it has no text. */
export function textKindOf(contentType: string | null, text: string): TextKind | null {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html'
  if (type === 'text/plain') return 'plain'
  if (!unknownTypes.has(type) || text === '') return null
  return htmlStart.test(text) ? 'html' : /^\s*<\?xml/.test(text) ? null : 'plain'
}

/** Types that browsers treat as unknown; the body is sniffed instead (MIME Sniffing Standard, 7). */
const unknownTypes = new Set(['', 'unknown/unknown', 'application/unknown', '*/*'])

/** Starts of a body that browsers sniff as HTML (7.1). */
const htmlStart =
  /^\s*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])/i

/** Number of bytes that are searched for `meta` and for binary data, as in browsers. */
const headBytes = 1_024
const sniffedBytes = 1_445

/** Decodes the text of a page, in any charset that the platform supports; '' for a body that is not text. */
export function readText(body: Bytes, contentType: string | null): string {
  const kind = textKindOf(contentType, '<html>')
  if (kind === null || body.byteLength === 0) return ''
  const decoder = markedDecoder(body) ?? namedDecoder(labelIn(contentType ?? ''))
  // Without a type and a byte order mark, control characters mean binary data.
  const isTyped = contentType !== null && textKindOf(contentType, '') !== null
  if (!isTyped && !markedDecoder(body) && body.subarray(0, sniffedBytes).some(isBinary)) return ''
  const found = decoder ?? (kind === 'html' ? namedDecoder(labelInMeta(body)) : null)
  if (found) return found.decode(body)
  // No charset declared: well-formed UTF-8 is almost certainly UTF-8.
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    return new TextDecoder('windows-1252').decode(body)
  }
}

const isBinary = (byte: number): boolean =>
  byte <= 8 || byte === 11 || (byte >= 14 && byte <= 26) || (byte >= 28 && byte <= 31)

/** The charset of a byte order mark, which overrides all others. */
function markedDecoder([first, second, third]: Bytes): TextDecoder | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8')
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  return first === 0xff && second === 0xfe ? new TextDecoder('utf-16le') : null
}

/** Returns the decoder of a charset; null for an unknown name, which is treated like a missing one. */
function namedDecoder(label: string | null): TextDecoder | null {
  if (label === null) return null
  try {
    return new TextDecoder(label)
  } catch {
    return null
  }
}

const labelIn = (text: string): string | null =>
  /\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})/i.exec(text)?.[1]?.toLowerCase() ?? null

function labelInMeta(body: Bytes): string | null {
  const head = new TextDecoder('windows-1252').decode(body.subarray(0, headBytes))
  for (const [tag] of head.matchAll(/<meta\b[^>]{0,500}/gi)) {
    const label = labelIn(tag)
    // A `meta` that was read as bytes cannot be in a UTF-16 page.
    if (label !== null) return label.startsWith('utf-16') ? 'utf-8' : label
  }
  return null
}
