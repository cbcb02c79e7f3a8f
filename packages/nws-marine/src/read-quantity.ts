import type { Range } from './parsed.ts'
import { isKind, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

/** A printed quantity: its range, the index after it, and whether a unit was printed. */
export interface QuantityPhrase {
  range: Range
  end: number
  hasUnit: boolean
}

export interface QuantityOptions {
  /** The kind of unit, one of `Kind`. */
  unit: number
  /** After a change word, "to" names the target instead of a bound. */
  target?: boolean
  /** May the unit be left out, as the first half of "10 to 15, gusts 20 kt"? */
  unitless?: boolean
}

// Marine texts print no larger quantity; a larger number is something else.
const maxValue = 500
const others = Kind.knots | Kind.feet | Kind.seconds | Kind.miles | Kind.dayPart
const otherUnits = new WordSet('mph mile miles m meters percent degrees inches hours am pm mb %')

function isOtherUnit(token: Token): boolean {
  return isKind(token, others) || otherUnits.has(token)
}

/** Reads "10 to 15 kt", "around 2 ft or less", "less than 10 knots", "to 25 knots"; null when there is none. */
export function readQuantity(
  tokens: readonly Token[],
  at: number,
  end: number,
  { unit, target = false, unitless = false }: QuantityOptions,
): QuantityPhrase | null {
  const opening = tokenAt(tokens, at)
  if (at >= end || (opening.type !== TokenType.number && !isKind(opening, Kind.quantityStart))) return null
  readBound(tokens, at, end, target)
  let index = bound.end
  const behindFirst = readNumber(tokens, index, end)
  if (behindFirst === index || isLowerBound(tokens, at)) return null
  const first = numberAt(tokens, index)
  let second = first
  let hasSecond = false
  index = behindFirst
  const join = tokenAt(tokens, index).word
  if (join === 'to' || join === '-' || join === 'or') {
    // "2 ft to 3 ft" prints the unit twice; "10 or less" is no range.
    const behind = readNumber(tokens, index + 1, end)
    if (behind > index + 1) {
      second = numberAt(tokens, index + 1)
      hasSecond = true
      index = behind
    }
  }
  const afterUnit = readUnit(tokens, index, end, unit)
  const hasUnit = afterUnit > index
  // "10 to" something that is not a number: half a range is not the value.
  if (!hasUnit && !hasSecond && join === 'to') return null
  if (!hasUnit && !(unitless && standsAlone(tokens, behindFirst - 1, index, end))) return null
  index = afterUnit
  if (hasUnit && !hasSecond && tokenAt(tokens, index).word === 'to') {
    const behind = readNumber(tokens, index + 1, end)
    const behindUnit = readUnit(tokens, behind, end, unit)
    if (behind > index + 1 && behindUnit > behind) {
      second = numberAt(tokens, index + 1)
      hasSecond = true
      index = behindUnit
    }
  }
  const limit = readLimit(tokens, index, end)
  if (limit === 'over') return null
  // "to 25 kt" is a bound; in "2 to 4 ft west to 5 to 8 ft east" the first "to" only joins.
  const isBound = (bound.upTo && !(hasSecond && bound.joins)) || limit !== null
  const range = { min: isBound ? 0 : Math.min(first, second), max: Math.max(first, second) }
  return { range, end: limit ?? index, hasUnit }
}

// "Greater than 34 kt", "at least 25 kt": no upper end, so no value, as with "or greater".
function isLowerBound(tokens: readonly Token[], at: number): boolean {
  const { word } = tokenAt(tokens, at - 1)
  if (word === 'over' || word === 'above' || word === 'exceeding' || word === 'least') return true
  return word === 'than' && tokenAt(tokens, at - 2).word !== 'less'
}

// "Flat" needs no unit; a number does, unless what follows cannot be one.
function standsAlone(tokens: readonly Token[], at: number, behind: number, end: number): boolean {
  const { word, type } = tokenAt(tokens, at)
  if (word === 'flat' || word === 'calm') return true
  if (type !== TokenType.number) return false
  if (endsText(tokens, behind)) return false
  return behind >= end || !(isOtherUnit(tokenAt(tokens, behind)) || isLatitude(tokens, behind, end))
}

/** Is there nothing but a full stop from this index on? A number before it may be incomplete. */
export function endsText(tokens: readonly Token[], at: number): boolean {
  return at >= tokens.length || (at === tokens.length - 1 && tokenAt(tokens, at).type === TokenType.stop)
}

const numberNames = 'flat one two three four five six seven eight nine ten'
const numberWords = new WordSet(`calm ${numberNames}`)
const inOrder = numberNames.split(' ')

/** The index after a number in digits or words; `at` when there is none. */
function readNumber(tokens: readonly Token[], at: number, end: number): number {
  const token = tokenAt(tokens, at)
  if (at >= end) return at
  if (token.type === TokenType.number) return token.value <= maxValue && !isGlued(tokens, at) ? at + 1 : at
  if (!numberWords.has(token)) return at
  return at + 1 < end && fractionAt(tokens, at) > 0 ? at + 2 : at + 1
}

/** The value of the number at an index. */
function numberAt(tokens: readonly Token[], at: number): number {
  const token = tokenAt(tokens, at)
  return token.type === TokenType.number
    ? token.value
    : fractionAt(tokens, at) || Math.max(0, inOrder.indexOf(token.word))
}

// "one quarter", "three quarters"; 0 when there is no fraction.
function fractionAt(tokens: readonly Token[], at: number): number {
  const { word } = tokenAt(tokens, at)
  const part = tokenAt(tokens, at + 1).word
  if (word === 'one' && part === 'half') return 0.5
  if (part !== 'quarter' && (part !== 'quarters' || word !== 'three')) return 0
  return word === 'one' ? 0.25 : word === 'three' ? 0.75 : 0
}

// "l5", "1O": an unknown word touches the digits, so they may not be the whole number.
function isGlued(tokens: readonly Token[], at: number): boolean {
  const { start, end } = tokenAt(tokens, at)
  const before = tokenAt(tokens, at - 1)
  const behind = tokenAt(tokens, at + 1)
  return (isUnknown(before) && before.end === start) || (isUnknown(behind) && behind.start === end)
}

function isUnknown({ type, kinds }: Token): boolean {
  return type === TokenType.word && kinds === 0
}

function readUnit(tokens: readonly Token[], at: number, end: number, unit: number): number {
  if (at >= end) return at
  const hyphen = tokenAt(tokens, at).word === '-' && isKind(tokenAt(tokens, at + 1), unit) ? 1 : 0
  const token = tokenAt(tokens, at + hyphen)
  if (!isKind(token, unit)) return at
  if (token.word !== 'nautical') return at + hyphen + 1
  const mile = tokenAt(tokens, at + 1).word
  return mile === 'mile' || mile === 'miles' ? at + 2 : at
}

interface Bound {
  upTo: boolean
  /** Was it only "to", which may also join two values? */
  joins: boolean
  end: number
}

const preamble = new WordSet('around about near approximately roughly nearly of at generally mainly mostly')

// Reused by every call of `readBound`: `readQuantity` has used it before the next call.
const bound: Bound = { upTo: false, joins: false, end: 0 }

function readBound(tokens: readonly Token[], at: number, end: number, target: boolean): Bound {
  let upTo = false
  let index = at
  let afterChange = target
  while (index < end && index - at <= 6) {
    const token = tokenAt(tokens, index)
    const { word } = token
    const next = tokenAt(tokens, index + 1).word
    if (word === 'to') {
      // "rising to to 25 knots" is a misprint of one "to".
      if (!afterChange) upTo = true
      index++
    } else if (word === 'up' && next === 'to') {
      // "easing to up to 10 kt": the first "to" was the change's.
      if (!afterChange || index > at) upTo = true
      index += 2
    } else if (preamble.has(token) && !(word === 'at' && next === 'most')) {
      index++
    } else {
      const taken = limitWords(word, next, tokenAt(tokens, index + 2).word)
      if (taken === 0) break
      upTo = true
      afterChange = false
      index += taken
    }
  }
  bound.upTo = upTo
  bound.joins = index === at + 1 && tokenAt(tokens, at).word === 'to'
  bound.end = index
  return bound
}

// The number of words that make the next number an upper bound.
function limitWords(word: string, next: string, third: string): number {
  if (word === 'under' || word === 'below') return 1
  if (word === 'less' && next === 'than') return 2
  if (word === 'not' && next === 'exceeding') return 2
  if (word === 'at' && next === 'most') return 2
  return word === 'no' && third === 'than' ? 3 : 0
}

const lower = new WordSet('less lower below under')
const higher = new WordSet('more greater higher above over')

// "or less" makes the number a bound; "or greater" has no upper end, so the quantity has no value here.
function readLimit(tokens: readonly Token[], at: number, end: number): number | 'over' | null {
  if (at + 1 >= end) return null
  const join = tokenAt(tokens, at).word
  if (join !== 'or' && join !== 'and') return null
  const word = tokenAt(tokens, at + 1)
  if (lower.has(word)) return at + 2
  return join === 'or' && higher.has(word) ? 'over' : null
}

// "near 30N", "S of 160W": a number that stands before a compass letter without a blank.
function isLatitude(tokens: readonly Token[], at: number, end: number): boolean {
  const next = tokenAt(tokens, at)
  const number = tokenAt(tokens, at - 1)
  return at < end && next.compass.length === 1 && next.start === number.end
}
