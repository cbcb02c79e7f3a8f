import { readQuantity } from './read-quantity.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { isKind, tokenAt } from './token-tests.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

const between = new WordSet(
  'of at is are near reduced down locally occasionally lowering generally will be falling dropping ' +
    'becoming as low mainly mostly possibly frequently lowered sometimes',
)

/**
 * Reads a visibility from its noun on; returns the index after it. The first one is the visibility of the period. `from`: its time
 * or place begins there.
 */
export function readVisibility(reading: Reading, at: number, end: number, from = at): number {
  const { tokens } = reading
  let index = at + 1
  for (let steps = 0; steps < 4 && index < end && between.has(tokenAt(tokens, index)); steps++) index++
  const lowered = index > at + 1
  const found = readQuantity(tokens, index, end, { unit: Kind.miles, target: lowered })
  if (found === null) return at + 1
  // A second visibility has no field.
  if (reading.said.visibilityNm === null) {
    reading.said.visibilityNm = found.range
    reading.connect(from, index)
    reading.value(index, found.end, 'visibilityNm', -1, '')
  }
  const time = readTime(tokens, found.end, end)
  if (time > found.end && reading.isRead(index)) reading.connect(found.end, time)
  return time
}

const joins = new WordSet('with and reducing lowering local locally reduced some')

/** The index of the noun of a visibility that begins here ("with local vsby 1 nm"), -1 when there is none. */
export function visibilityNoun(reading: Reading, at: number): number {
  const { tokens } = reading
  for (let index = at; index < at + 4; index++) {
    const token = tokenAt(tokens, index)
    if (isKind(token, Kind.visibility)) return index
    if (!joins.has(token)) return -1
  }
  return -1
}
