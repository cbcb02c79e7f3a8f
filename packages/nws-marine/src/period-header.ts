import { detachedText } from './known-texts.ts'
import { Recent } from './recent.ts'
import { singleSpaced } from './single-spaced.ts'

/** The `.NAME...` that opens a period: its name, the text right of it, and how many lines the name takes. */
export interface PeriodHeader {
  name: string
  rest: string
  lines: number
}

const maxNameLength = 80
const maxWords = 9
const dot = 46

// Texts repeat a few hundred names; equal names share one string.
const names = new Recent<string>(500)

/** Reads the header at a line; null when no period starts there. */
export function readPeriodHeader(lines: readonly string[], at: number): PeriodHeader | null {
  const line = lines[at] ?? ''
  if (line.charCodeAt(0) !== dot || line.charCodeAt(1) === dot) return null
  const end = line.indexOf('..', 1)
  if (end >= 0) return headerOf(line, end, 1)
  // A long name ("MON NIGHT THROUGH TUE NIGHT") may be wrapped before its dots.
  const next = lines[at + 1] ?? ''
  if (next === '' || next.charCodeAt(0) === dot || line.length > maxNameLength) return null
  const joined = `${line} ${next}`
  const joinedEnd = joined.indexOf('..', 1)
  return joinedEnd > line.length ? headerOf(joined, joinedEnd, 2) : null
}

function headerOf(line: string, end: number, lines: number): PeriodHeader | null {
  const name = end > maxNameLength ? null : nameOf(line, end)
  if (name === null) return null
  let rest = end
  while (line.charCodeAt(rest) === dot) rest++
  return { name, rest: line.slice(rest), lines }
}

/** The period name in `line[1, end)`; null when it is not a name. */
function nameOf(line: string, end: number): string | null {
  const printed = line.slice(1, end)
  const known = names.get(printed)
  if (known !== undefined) return known
  const name = singleSpaced(detachedText(printed, 0, printed.length))
  if (name === '' || !isName(name)) return null
  names.set(name, name)
  return name
}

function isName(name: string): boolean {
  let words = 1
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    if (code === 32) words++
    else if (!isNameCharacter(code)) return false
  }
  return words <= maxWords && !isSynopsis(name)
}

const isSynopsis = (name: string): boolean => /^[Ss]/.test(name) && /^SYNOPSIS\b/i.test(name)

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
