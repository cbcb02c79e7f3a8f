import { singleSpaced } from './single-spaced.ts'

const stateThenHyphen = / [A-Z]{2}-(?=\S)/

/** One name per zone from the lines below a UGC line; one name per line if their numbers do not match. */
export function readZoneNames(lines: readonly string[], zoneCount: number): string[] {
  const first = lines[0] ?? ''
  if (lines.length === 1 && zoneCount <= 1 && first.endsWith('-'))
    return [singleSpaced(first).slice(0, -1).trim()]
  const names: string[] = []
  const lengths: number[] = []
  let pending = ''
  for (const line of lines) {
    const text = singleSpaced(line)
    pending = pending === '' ? text : `${pending} ${text}`
    if (!text.endsWith('-')) continue
    names.push(pending.slice(0, -1).trim())
    lengths.push(text.length)
    pending = ''
  }
  if (pending !== '') names.push(pending)
  while (names.length > zoneCount && zoneCount > 0) {
    if (!mergeLongestLine(names, lengths)) break
  }
  return names.length < zoneCount ? splitInner(names, zoneCount) : names
}

// "Okaloosa-" at a line's end may be half a name. Such a line is full; a line that ends a name is usually shorter.
const fullLine = 56

function mergeLongestLine(names: string[], lengths: number[]): boolean {
  let longest = -1
  for (let index = 0; index < names.length - 1; index++) {
    const length = lengths[index] ?? 0
    if (length >= fullLine && (longest < 0 || length > (lengths[longest] ?? 0))) longest = index
  }
  if (longest < 0) return false
  names.splice(longest, 2, `${names[longest]}-${names[longest + 1]}`)
  lengths.splice(longest, 1)
  return true
}

// Several names on one line: split at every hyphen if that gives one name per zone, else only after the letters of a state.
function splitInner(names: string[], zoneCount: number): string[] {
  const everywhere = names.flatMap((name) => name.split('-'))
  const missing = zoneCount - names.length
  if (everywhere.length === zoneCount && everywhere.every((name) => name.trim().includes(' '))) {
    return everywhere.map((name) => name.trim())
  }
  const parts: string[] = []
  let left = missing
  for (let rest of names) {
    while (left > 0) {
      const found = stateThenHyphen.exec(rest)
      if (found === null) break
      parts.push(rest.slice(0, found.index + 3))
      rest = rest.slice(found.index + found[0].length)
      left--
    }
    parts.push(rest.trim())
  }
  return parts
}
