const hazardWord = /\b(?:ADVISORY|WATCH|WARNING|CAUTION)\b/i

/** The headlines between the dots of one printed line: usually one, several if each part names a hazard. */
export function splitHeadline(line: string): string[] {
  const text = withoutDots(line)
  if (text === '') return []
  if (!text.includes('...')) return [text]
  const parts = text
    .split('...')
    .map(withoutDots)
    .filter((part) => part !== '')
  return parts.length > 1 && parts.every((part) => hazardWord.test(part)) ? parts : [text]
}

/** The text without dots and blanks at its ends. */
// Not a regular expression: one anchored at the end scans every run of dots repeatedly.
export function withoutDots(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isEdge(text.charCodeAt(from))) from++
  while (to > from && isEdge(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

const isEdge = (code: number): boolean => code === 46 || code === 32
