import { readQuantity } from './read-quantity.ts'
import { tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

/** A wave period: its seconds (null for a range), the index of its number, and the index after it. */
export interface SecondsPhrase {
  seconds: number | null
  numberAt: number
  end: number
}

const lead = new WordSet(
  'with a an the dominant wave swell period periods of at average and mean peak every primary around is near @',
)

/** Reads "at 10 seconds", "period 3 seconds" or "with a dominant period of 8 seconds"; null when there is none. */
export function readSeconds(tokens: readonly Token[], at: number, end: number): SecondsPhrase | null {
  let numberAt = at
  for (let steps = 0; steps < 7 && isLead(tokenAt(tokens, numberAt)); steps++) numberAt++
  const found = readQuantity(tokens, numberAt, end, { unit: Kind.seconds })
  if (found === null) return null
  const { min, max } = found.range
  return { seconds: min === max ? max : null, numberAt, end: found.end }
}

function isLead(token: Token): boolean {
  return token.type !== TokenType.number && lead.has(token)
}
