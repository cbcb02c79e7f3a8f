/** A UGC line: the zones it names and when its text expires (day, hour, minute UTC). */
export interface Ugc {
  /** As printed, a wrapped line put together again. */
  text: string
  expiryDigits: string
  zones: string[]
  /** How many lines it takes. */
  lines: number
}

/** What stays the same for all UGC lines of a product. */
export interface UgcContext {
  knows: ((zoneId: string) => boolean) | undefined
  /** Ids that ranges may still imply: `ANZ000>999` on every line would make a small text a huge answer. */
  budget: number
}

const maxLines = 12
const maxLineLength = 120
const item = /^(?:([A-Z]{3})?(\d{3})|([A-Z]{3})ALL)$/

/** Can this line open a block? Its first seven characters decide. */
export function isUgcStart(line: string): boolean {
  if (line.length < 7 || line.length > maxLineLength) return false
  const mark = line.charCodeAt(6)
  if (mark !== 45 && mark !== 62) return false
  return isLetter(line, 0) && isLetter(line, 1) && isLetter(line, 2) && isDigits(line, 3, 6)
}

/** Reads the UGC line that starts at `at`; null when there is no UGC line. */
export function readUgc(lines: readonly string[], at: number, context: UgcContext): Ugc | null {
  if (!isUgcStart(lines[at] ?? '')) return null
  let text = ''
  for (let count = 1; count <= maxLines; count++) {
    const line = lines[at + count - 1] ?? ''
    if (!isUgcText(line)) return null
    text += line
    const digits = expiryOf(text)
    if (digits !== null) {
      const zones = expand(text.slice(0, -8), context)
      return zones === null ? null : { text, expiryDigits: digits, zones, lines: count }
    }
  }
  return null
}

function expiryOf(text: string): string | null {
  const end = text.length
  if (end < 8 || text.charCodeAt(end - 1) !== 45 || text.charCodeAt(end - 8) !== 45) return null
  return isDigits(text, end - 7, end - 1) ? text.slice(end - 7, end - 1) : null
}

function expand(list: string, context: UgcContext): string[] | null {
  const zones = new Set<string>()
  let prefix = ''
  for (const part of list.split('-')) {
    let from = -1
    for (const piece of part.split('>')) {
      const found = item.exec(piece)
      if (found === null) return null
      prefix = found[1] ?? found[3] ?? prefix
      if (prefix === '' || found[2] === undefined) return null
      const number = Number(found[2])
      // Only the ends of a range are printed; what lies between must be a real zone.
      for (let between = from + 1; from >= 0 && between < number && context.budget > 0; between++) {
        context.budget--
        const id = prefix + String(between).padStart(3, '0')
        if (context.knows === undefined || context.knows(id)) zones.add(id)
      }
      zones.add(prefix + found[2])
      from = number
    }
  }
  return [...zones]
}

function isUgcText(line: string): boolean {
  if (line === '' || line.length > maxLineLength) return false
  for (let index = 0; index < line.length; index++) {
    const code = line.charCodeAt(index)
    const fits = (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 45 || code === 62
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
