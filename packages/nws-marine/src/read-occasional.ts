import { readQuantity } from './read-quantity.ts'
import { isKind, tokenAt } from './token-tests.ts'
import type { Token } from './tokenize.ts'
import { Kind } from './words.ts'

/** An occasional height, the index of its number, and the index after it. */
export interface OccasionalPhrase {
  heightFt: number
  numberAt: number
  end: number
}

/** Reads "occasionally to 8 ft", "with occasional seas up to 10 feet" or "maximum waves 12 ft"; null when there is none. */
export function readOccasional(tokens: readonly Token[], at: number, end: number): OccasionalPhrase | null {
  const first = tokenAt(tokens, at).word
  let numberAt = first === 'with' || first === 'and' ? at + 1 : at
  const word = tokenAt(tokens, numberAt).word
  const isExtreme = word === 'maximum' || word === 'max'
  if (word !== 'occasionally' && word !== 'occasional' && !isExtreme) return null
  numberAt++
  if (isExtreme && !isNoun(tokenAt(tokens, numberAt))) return null
  for (let steps = 0; steps < 3 && isNoun(tokenAt(tokens, numberAt)); steps++) numberAt++
  const height = readQuantity(tokens, numberAt, end, { unit: Kind.feet, unitless: true })
  return height === null ? null : { heightFt: height.range.max, numberAt, end: height.end }
}

function isNoun(token: Token): boolean {
  return isKind(token, Kind.sea) || token.word === 'heights' || token.word === 'height'
}
