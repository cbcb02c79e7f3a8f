import { isKind, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

/** A direction phrase: the abbreviation, its first token and the index after it. */
export interface DirectionPhrase {
  direction: string
  start: number
  end: number
}

const compassPoints = new Set('NNE ENE ESE SSE SSW WSW WNW NNW'.split(' '))
const joins = new WordSet('to - or and /')
const ranges = new WordSet('to - /')

/**
 * Reads "NE", "N to NE", "S SW" or "variable" at an index; null where the word names a place ("west of …", "N portion").
 * `single`: two directions joined by "and" belong to two swells.
 */
export function readDirection(
  tokens: readonly Token[],
  at: number,
  end: number,
  single = false,
): DirectionPhrase | null {
  const first = readPoint(tokens, at, end)
  if (first === null) return null
  let found = first
  if (found.end + 1 < end && (single ? ranges : joins).has(tokenAt(tokens, found.end))) {
    const second = readPoint(tokens, found.end + 1, end)
    if (second !== null)
      found = { direction: `${found.direction}-${second.direction}`, start: at, end: second.end }
  }
  return isPlaceWord(tokenAt(tokens, found.end)) ? null : found
}

const placeWords = new WordSet(
  'of portion portions half halves quarter waters coast bay bays shore section sections part parts ' +
    'side end entrance zone zones',
)

/** Does this word turn the direction before it into a place? */
export function isPlaceWord(token: Token): boolean {
  return placeWords.has(token)
}

// One of the sixteen points, "south southwest" and "S-SW" among them.
function readPoint(tokens: readonly Token[], at: number, end: number): DirectionPhrase | null {
  const token = tokenAt(tokens, at)
  if (at >= end || token.compass === '') return null
  if (token.compass.length === 1) {
    const hyphen = tokenAt(tokens, at + 1).word === '-' ? 1 : 0
    const next = tokenAt(tokens, at + 1 + hyphen)
    if (at + 1 + hyphen < end && next.compass.length === 2 && isJoined(token, next, hyphen)) {
      const joined = token.compass + next.compass
      if (compassPoints.has(joined)) return { direction: joined, start: at, end: at + 2 + hyphen }
    }
  }
  return { direction: token.compass, start: at, end: at + 1 }
}

// "S-SW" is two directions where both are abbreviations; "south-southwest" is one point.
function isJoined(first: Token, next: Token, hyphen: number): boolean {
  return hyphen === 0 || first.end - first.start > 1 || next.end - next.start > 2
}

/** Does a wind or swell value begin here: a direction followed by a number, a noun or a bound? */
export function startsDirectedValue(tokens: readonly Token[], at: number, end: number): boolean {
  const found = readDirection(tokens, at, end)
  if (found === null || found.end >= end) return false
  const next = tokenAt(tokens, found.end)
  if (next.type === TokenType.number) return true
  if (isKind(next, Kind.wind | Kind.swell | Kind.gust | Kind.approx)) return true
  return next.word === 'to' || next.word === 'up' || next.word === 'less'
}

/** Reads "from the north" or "out of the W": a direction after its preposition; null when it begins a place. */
export function readSource(tokens: readonly Token[], at: number, end: number): DirectionPhrase | null {
  let index = at
  if (tokenAt(tokens, at).word === 'from') index = at + 1
  else if (tokenAt(tokens, at).word === 'out' && tokenAt(tokens, at + 1).word === 'of') index = at + 2
  else return null
  if (tokenAt(tokens, index).word === 'the') index++
  const found = readDirection(tokens, index, end)
  if (found === null) return null
  const next = tokenAt(tokens, found.end)
  // "from the north jetty" begins a place.
  const goesOn = found.end < end && next.type === TokenType.word && next.kinds === 0 && !sourceTails.has(next)
  return goesOn ? null : found
}

const sourceTails = new WordSet('and then this at with')
