import { lineEnd } from './lines.ts'

/** A UGC line: the zones it names and when its text expires (day, hour, minute UTC). */
export interface Ugc {
  /** As printed, with wrapped lines joined. */
  text: string
  expiryDigits: string
  zones: string[]
  /** The offset behind its last line. */
  end: number
}

/** What stays the same for all UGC lines of a product. */
export interface UgcContext {
  knows: ((zoneId: string) => boolean) | undefined
  /** The number of ids that ranges may still imply: `ANZ000>999` on every line would make the result huge. */
  budget: number
}

const maxLines = 12
const maxLineLength = 120
const hyphen = 45
const rangeMark = 62

/** Can the line at an offset open a block? Its first seven characters decide. */
export function isUgcStart(text: string, at: number): boolean {
  if (!isLetter(text, at)) return false
  const mark = text.charCodeAt(at + 6)
  if (mark !== hyphen && mark !== rangeMark) return false
  return isLetter(text, at + 1) && isLetter(text, at + 2) && isDigits(text, at + 3, at + 6)
}

/** Reads the UGC line at an offset; null when there is no UGC line. */
export function readUgc(product: string, at: number, context: UgcContext): Ugc | null {
  if (!isUgcStart(product, at)) return null
  let text = ''
  let from = at
  for (let count = 1; count <= maxLines; count++) {
    const end = lineEnd(product, from)
    if (!isUgcText(product, from, end)) return null
    text += product.slice(from, end)
    from = end + 1
    const digits = expiryOf(text)
    if (digits !== null) {
      const zones = expand(text.slice(0, -8), context)
      return zones === null ? null : { text, expiryDigits: digits, zones, end: from }
    }
  }
  return null
}

function expiryOf(text: string): string | null {
  const end = text.length
  if (end < 8 || text.charCodeAt(end - 1) !== 45 || text.charCodeAt(end - 8) !== 45) return null
  return isDigits(text, end - 7, end - 1) ? text.slice(end - 7, end - 1) : null
}

/** The zones of "ANZ530>532-538-GMZ130", in order and each once; null when an item is not a zone. */
function expand(list: string, context: UgcContext): string[] | null {
  // One zone, whose characters `isUgcStart` has checked.
  if (list.length === 6) return [list]
  const zones: string[] = []
  let prefix = ''
  let first = -1
  for (let at = 0; ; at++) {
    if (isLetter(list, at)) {
      if (!(isLetter(list, at + 1) && isLetter(list, at + 2))) return null
      prefix = list.slice(at, at + 3)
      at += 3
    }
    if (prefix === '' || !isDigits(list, at, at + 3)) return null
    const digits = list.slice(at, at + 3)
    const number = Number(digits)
    // Only the ends of a range are printed; what lies between must be a real zone.
    for (let between = first + 1; first >= 0 && between < number && context.budget > 0; between++) {
      context.budget--
      const id = prefix + String(between).padStart(3, '0')
      if (context.knows === undefined || context.knows(id)) zones.push(id)
    }
    zones.push(prefix + digits)
    at += 3
    if (at === list.length) return zones.length === 1 ? zones : [...new Set(zones)]
    const mark = list.charCodeAt(at)
    if (mark !== hyphen && mark !== rangeMark) return null
    first = mark === rangeMark ? number : -1
  }
}

function isUgcText(text: string, from: number, to: number): boolean {
  if (to <= from || to - from > maxLineLength) return false
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index)
    const fits =
      (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === hyphen || code === rangeMark
    if (!fits) return false
  }
  return true
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 65 && code <= 90
}

function isDigits(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index)
    if (code < 48 || code > 57) return false
  }
  return true
}
