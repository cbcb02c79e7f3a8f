import type { Range } from './parsed.ts'
import { isKind, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { Kind } from './words.ts'

/** A printed quantity: its range, the index behind it, and whether a unit was printed. */
export interface QuantityPhrase {
  range: Range
  end: number
  hasUnit: boolean
}

export interface QuantityOptions {
  /** The kind of unit wanted, one of `Kind`. */
  unit: number
  /** After a change word, "to" names the target instead of a bound. */
  target?: boolean
  /** May the unit be left out, as the first half of "10 to 15, gusts 20 kt"? */
  unitless?: boolean
}

// No marine text prints more; past it a number is something else.
const largest = 500
const others = Kind.knots | Kind.feet | Kind.seconds | Kind.miles | Kind.dayPart
const otherUnits = new Set('mph mile miles m meters percent degrees inches hours am pm mb %'.split(' '))

function isOtherUnit(token: Token): boolean {
  return isKind(token, others) || otherUnits.has(token.word)
}

/** Reads "10 to 15 kt", "around 2 ft or less", "less than 10 knots", "to 25 knots", null where none stands. */
export function readQuantity(
  tokens: readonly Token[],
  at: number,
  end: number,
  { unit, target = false, unitless = false }: QuantityOptions,
): QuantityPhrase | null {
  const opening = tokenAt(tokens, at)
  if (at >= end || (opening.type !== TokenType.number && !isKind(opening, Kind.quantityStart))) return null
  const bound = readBound(tokens, at, end, target)
  let index = bound.end
  const first = readNumber(tokens, index, end)
  if (first === null || isLowerBound(tokens, at)) return null
  index = first.end
  let second: NumberPhrase | null = null
  const join = tokenAt(tokens, index).word
  if (join === 'to' || join === '-' || join === 'or') {
    // "2 ft to 3 ft" prints the unit twice; "10 or less" is no range.
    second = readNumber(tokens, index + 1, end)
    if (second !== null) index = second.end
  }
  const afterUnit = readUnit(tokens, index, end, unit)
  const hasUnit = afterUnit > index
  // "10 to" something that is no number: half a range is not the value.
  if (!hasUnit && second === null && join === 'to') return null
  if (!hasUnit && !(unitless && standsAlone(tokens, first.end - 1, index, end))) return null
  index = afterUnit
  if (hasUnit && second === null && tokenAt(tokens, index).word === 'to') {
    const far = readNumber(tokens, index + 1, end)
    const farUnit = far === null ? 0 : readUnit(tokens, far.end, end, unit)
    if (far !== null && farUnit > far.end) {
      second = far
      index = farUnit
    }
  }
  const limit = readLimit(tokens, index, end)
  const low = Math.min(first.value, second?.value ?? first.value)
  const high = Math.max(first.value, second?.value ?? first.value)
  if (limit === 'over') return null
  // "to 25 kt" is a bound; in "2 to 4 ft west to 5 to 8 ft east" the first "to" only joins.
  const isBound = bound.upTo && !(second !== null && bound.joins) ? true : limit !== null
  return { range: { min: isBound ? 0 : low, max: high }, end: limit ?? index, hasUnit }
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

/** Does nothing but a full stop stand at this index and behind it? A number before it may be half of what was printed. */
export function endsText(tokens: readonly Token[], at: number): boolean {
  return at >= tokens.length || (at === tokens.length - 1 && tokenAt(tokens, at).type === TokenType.stop)
}

interface NumberPhrase {
  value: number
  end: number
}

const fractions = new Map([
  ['one quarter', 0.25],
  ['one half', 0.5],
  ['three quarters', 0.75],
  ['three quarter', 0.75],
])
const numberWords = new Map([
  ['one', 1],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['calm', 0],
  ['flat', 0],
])

function readNumber(tokens: readonly Token[], at: number, end: number): NumberPhrase | null {
  const token = tokenAt(tokens, at)
  if (at >= end) return null
  if (token.type === TokenType.number)
    return token.value <= largest && !isGlued(tokens, at) ? { value: token.value, end: at + 1 } : null
  const next = tokenAt(tokens, at + 1).word
  const part = fractions.get(`${token.word} ${next}`)
  if (part !== undefined && at + 1 < end) return { value: part, end: at + 2 }
  const value = numberWords.get(token.word)
  return value === undefined ? null : { value, end: at + 1 }
}

// "l5", "1O": letters of no word touch the digits, so they are not the whole number.
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

const preamble = new Set(
  'around about near approximately roughly nearly of at generally mainly mostly'.split(' '),
)

function readBound(tokens: readonly Token[], at: number, end: number, target: boolean): Bound {
  let upTo = false
  let index = at
  let afterChange = target
  while (index < end) {
    const word = tokenAt(tokens, index).word
    const next = tokenAt(tokens, index + 1).word
    if (word === 'to') {
      // "rising to to 25 knots" is a slip for one "to".
      if (!afterChange) upTo = true
      index++
    } else if (word === 'up' && next === 'to') {
      // "easing to up to 10 kt": the first "to" was the change's.
      if (!afterChange || index > at) upTo = true
      index += 2
    } else if (word === 'less' && next === 'than') {
      upTo = true
      index += 2
    } else if (word === 'under' || word === 'below') {
      upTo = true
      index++
    } else if (word === 'no' && tokenAt(tokens, index + 2).word === 'than') {
      upTo = true
      index += 3
    } else if (word === 'not' && next === 'exceeding') {
      upTo = true
      index += 2
    } else if (word === 'at' && next === 'most') {
      upTo = true
      index += 2
    } else if (preamble.has(word)) {
      index++
    } else {
      break
    }
    if (index - at > 6) break
    if (word !== 'to' && word !== 'up' && !preamble.has(word)) afterChange = false
  }
  return { upTo, joins: index === at + 1 && tokenAt(tokens, at).word === 'to', end: index }
}

const lower = new Set(['less', 'lower', 'below', 'under'])
const higher = new Set(['more', 'greater', 'higher', 'above', 'over'])

// "or less" makes the number a bound; "or greater" has no upper end, so the quantity has no value here.
function readLimit(tokens: readonly Token[], at: number, end: number): number | 'over' | null {
  if (at + 1 >= end) return null
  const join = tokenAt(tokens, at).word
  if (join !== 'or' && join !== 'and') return null
  const word = tokenAt(tokens, at + 1).word
  if (lower.has(word)) return at + 2
  return join === 'or' && higher.has(word) ? 'over' : null
}

// "near 30N", "S of 160W": a number that stands before a compass letter without a blank.
function isLatitude(tokens: readonly Token[], at: number, end: number): boolean {
  const next = tokenAt(tokens, at)
  const number = tokenAt(tokens, at - 1)
  return at < end && next.compass.length === 1 && next.start === number.end
}
