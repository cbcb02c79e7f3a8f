import { endsText } from './read-quantity.ts'
import { isKind, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

/** A gust phrase: the upper end of the printed range and the index after it; `gustKt` is null without a number. */
export interface GustPhrase {
  gustKt: number | null
  end: number
  /** Index of the number. */
  numberAt: number
}

const lead = new WordSet(
  'with and a few frequent occasional isolated local locally higher strong brief some possible wind',
)
const between = new WordSet(
  'to up of around about near as high at reaching nearly possibly possible in excess over between ' +
    'from approximately generally will be mainly locally occasionally frequently',
)

/** Reads "with gusts to around 25 kt", "gusts up to 30 kt", "gusting 25 to 30 knots"; null when there are no gusts. */
export function readGust(tokens: readonly Token[], at: number, end: number): GustPhrase | null {
  if (at >= end || !isKind(tokenAt(tokens, at), Kind.gust | Kind.gustLead)) return null
  let index = at
  for (let steps = 0; steps < 5 && index < end && lead.has(tokenAt(tokens, index)); steps++) index++
  if (index >= end) return null
  // "15 G 25 kt"
  const isShort = tokenAt(tokens, index).word === 'g' && tokenAt(tokens, index + 1).type === TokenType.number
  if (!isShort && !isKind(tokenAt(tokens, index), Kind.gust)) return null
  if (tokenAt(tokens, index).word === 'gusty') return null
  return readGustNumber(tokens, index + 1, end)
}

/** Reads the number of a gust after its noun or after a change word ("to 30 kt"). */
export function readGustNumber(tokens: readonly Token[], at: number, end: number): GustPhrase {
  const none: GustPhrase = { gustKt: null, end: at, numberAt: at }
  let index = at
  for (let steps = 0; steps < 6 && index < end && between.has(tokenAt(tokens, index)); steps++) index++
  const first = tokenAt(tokens, index)
  if (index >= end || first.type !== TokenType.number || first.value > 250) return none
  const numberAt = index
  let gustKt = first.value
  index++
  const join = tokenAt(tokens, index).word
  const second = tokenAt(tokens, index + 1)
  if (
    index + 1 < end &&
    (join === 'to' || join === '-' || join === 'or' || join === 'and') &&
    second.type === TokenType.number
  ) {
    gustKt = Math.max(gustKt, second.value)
    index += 2
  }
  if (tokenAt(tokens, index).word === '-') index++
  if (index < end && isKind(tokenAt(tokens, index), Kind.knots)) return { gustKt, end: index + 1, numberAt }
  // Without a unit a number is only a gust's when nothing else claims it.
  return isKind(tokenAt(tokens, index), Kind.feet | Kind.miles | Kind.seconds) ||
    tokenAt(tokens, index).word === 'mph' ||
    endsText(tokens, index)
    ? none
    : { gustKt, end: index, numberAt }
}
