// Bytes to text. Pages say their charset in a byte order mark, in the header or in a `meta`, and not always the truth: nothing
// here fails, a byte that is wrong is a replacement character.
import type { Bytes } from '../../core/bytes.ts'

/** The kinds of bodies that have text. */
export type TextKind = 'html' | 'plain'

/** What a page is, by its Content-Type; by how it begins where it has none. null for what has no text to count. */
export function textKindOf(contentType: string | null, text: string): TextKind | null {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html'
  if (type === 'text/plain') return 'plain'
  if (!unknownTypes.has(type) || text === '') return null
  return htmlStart.test(text) ? 'html' : /^\s*<\?xml/.test(text) ? null : 'plain'
}

/** As browsers have it, these say nothing, and the body is looked at (MIME Sniffing Standard, 7). */
const unknownTypes = new Set(['', 'unknown/unknown', 'application/unknown', '*/*'])

/** How a body begins that a browser takes for HTML without being told (7.1). */
const htmlStart =
  /^\s*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])/i

/** `meta`, and what is no text, are looked for here: as far as browsers look. */
const headBytes = 1_024
const sniffedBytes = 1_445

/** Decodes the text of a page, in any charset that the platform supports; '' for a body that is not text. */
export function readText(body: Bytes, contentType: string | null): string {
  const kind = textKindOf(contentType, '<html>')
  if (kind === null || body.byteLength === 0) return ''
  const decoder = markedDecoder(body) ?? namedDecoder(labelIn(contentType ?? ''))
  // With neither a type nor a mark, control characters say that it is no text at all.
  const isTyped = contentType !== null && textKindOf(contentType, '') !== null
  if (!isTyped && !markedDecoder(body) && body.subarray(0, sniffedBytes).some(isBinary)) return ''
  const found = decoder ?? (kind === 'html' ? namedDecoder(labelInMeta(body)) : null)
  if (found) return found.decode(body)
  // Nothing is said: what is well-formed UTF-8 is hardly ever anything else.
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    return new TextDecoder('windows-1252').decode(body)
  }
}

const isBinary = (byte: number): boolean =>
  byte <= 8 || byte === 11 || (byte >= 14 && byte <= 26) || (byte >= 28 && byte <= 31)

/** The charset that a byte order mark tells, which is before everything else. */
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
    // It was read byte by byte: a page in UTF-16 could not have said so.
    if (label !== null) return label.startsWith('utf-16') ? 'utf-8' : label
  }
  return null
}
