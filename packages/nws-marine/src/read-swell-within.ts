import { type DirectionPhrase, readDirection } from './read-direction.ts'
import { isKind, tokenAt } from './token-tests.ts'
import type { Token } from './tokenize.ts'
import { waterConnectors } from './water-connectors.ts'
import { Kind } from './words.ts'

/** Swells mentioned within a sentence about seas: their directions, and the index after the noun. */
export interface SwellWithin {
  directions: DirectionPhrase[]
  end: number
}

/** Reads "in mixed NE and E swell" in a sentence of seas, which continues with the seas; null when absent. */
export function readSwellWithin(tokens: readonly Token[], at: number, end: number): SwellWithin | null {
  if (tokenAt(tokens, at).word !== 'in') return null
  const last = Math.min(end, at + 9)
  let noun = at + 1
  while (noun < last && !isKind(tokenAt(tokens, noun), Kind.swell)) noun++
  if (noun >= last) return null
  const directions: DirectionPhrase[] = []
  for (let index = at + 1; index < noun; index++) {
    const direction = readDirection(tokens, index, noun, true)
    if (direction === null && !waterConnectors.has(tokenAt(tokens, index))) return null
    if (direction === null) continue
    directions.push(direction)
    index = direction.end - 1
  }
  return { directions, end: noun + 1 }
}
