import { isPeriodName } from './period-times.ts'

// A full stop, letters, two or more dots: the full stop may end the sentence before ("10 kt.TONIGHT...").
const inside = /[^.]\.([A-Za-z][A-Za-z'/ -]{1,40})\.{2,}/g
const looksGlued = new RegExp(inside.source)

/** Puts every period on a line of its own, where two are printed on one line. */
export function unglue(lines: readonly string[]): readonly string[] {
  return lines.some(mayHoldTwo) ? lines.flatMap(partsOf) : lines
}

const dot = 46

// Most lines have no dots except after the name that they begin with.
function mayHoldTwo(line: string): boolean {
  let from = line.indexOf('..', 1)
  if (from >= 0 && line.charCodeAt(0) === dot) {
    while (line.charCodeAt(from) === dot) from++
    from = line.indexOf('..', from)
  }
  return from >= 0 && looksGlued.test(line) && partsOf(line).length > 1
}

function partsOf(line: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const found of line.matchAll(inside)) {
    if (!isPeriodName(found[1] ?? '')) continue
    parts.push(line.slice(from, found.index + 1).trimEnd())
    from = found.index + 1
  }
  parts.push(line.slice(from))
  return parts
}
