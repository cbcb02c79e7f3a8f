import { isPeriodName } from './period-times.ts'

// A full stop, letters, two or more dots: the full stop may end the sentence before ("10 kt.TONIGHT...").
const inside = /[^.]\.([A-Za-z][A-Za-z'/ -]{1,40})\.{2,}/g
const looksGlued = /[^.\n]\.[A-Za-z][A-Za-z'/ -]{1,40}\.\./

/** Puts every period on a line of its own, where two are printed on one line. */
export function unglue(text: string): string {
  return looksGlued.test(text) ? text.split('\n').flatMap(partsOf).join('\n') : text
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
