/** The `.NAME...` that opens a period: its name, and the offset right of its dots. */
export interface PeriodHeader {
  name: string
  end: number
}

const maxNameLength = 80
const maxWords = 9
const lineFeed = 10
const blank = 32
const dot = 46

/** Reads the header at a line; null when no period starts there. */
export function readPeriodHeader(text: string, at: number): PeriodHeader | null {
  if (text.charCodeAt(at) !== dot || text.charCodeAt(at + 1) === dot) return null
  const dots = nameEnd(text, at + 1)
  const name =
    dots < 0
      ? ''
      : text
          .slice(at + 1, dots)
          .replace('\n', ' ')
          .trim()
  if (name === '' || isSynopsis(name)) return null
  let end = dots + 2
  while (text.charCodeAt(end) === dot) end++
  return { name, end }
}

/** The offset of the dots behind the name at `from`; -1 when there is no name. */
function nameEnd(text: string, from: number): number {
  let words = 1
  let isWrapped = false
  for (let at = from; at < from + maxNameLength && words <= maxWords; at++) {
    const code = text.charCodeAt(at)
    if (code === dot && text.charCodeAt(at + 1) === dot) return at
    if (code === blank) words++
    else if (code === lineFeed) {
      // A long name ("MON NIGHT THROUGH TUE NIGHT") may be wrapped before its dots.
      if (isWrapped || text.charCodeAt(at + 1) === dot) return -1
      isWrapped = true
      words++
    } else if (!isNameCharacter(code)) return -1
  }
  return -1
}

const isSynopsis = (name: string): boolean => name.length >= 8 && /^SYNOPSIS\b/i.test(name)

// Letters, digits ("24 HOUR FORECAST"), and the marks of "M.L. KING DAY", "NEW YEAR'S DAY" and "SUN/MON".
function isNameCharacter(code: number): boolean {
  return (
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    code === 46 ||
    code === 39 ||
    code === 47 ||
    code === 45 ||
    code > 127
  )
}
