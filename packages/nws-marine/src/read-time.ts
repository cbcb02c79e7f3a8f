import { hasPair, isKind, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

const prepositions = new WordSet(
  'in during for through after before by until till around about toward towards from at near on ' +
    'between late early into',
)
const joins = new WordSet('and to into through until or -')
const alone = new WordSet(
  'late early later tonight today overnight tomorrow initially temporarily briefly afterwards ' +
    'thereafter eventually',
)
/** The index after a time phrase ("in the late evening and overnight", "by Friday morning", "late"); `at` when there is none. */
export function readTime(tokens: readonly Token[], at: number, end: number): number {
  let index = readOne(tokens, at, end)
  if (index === at) return at
  while (index < end && joins.has(tokenAt(tokens, index))) {
    const next = readJoined(tokens, index + 1, end)
    if (next === index + 1) break
    index = next
  }
  return index
}

function readJoined(tokens: readonly Token[], at: number, end: number): number {
  const found = readOne(tokens, at, end)
  if (found > at) return found
  return at < end && isKind(tokenAt(tokens, at), Kind.dayPart) ? at + 1 : at
}

function readOne(tokens: readonly Token[], at: number, end: number): number {
  const token = tokenAt(tokens, at)
  if (at >= end || !isKind(token, Kind.timeStart | Kind.weekday)) return at
  if (isKind(token, Kind.weekday)) return readDayPart(tokens, at + 1, end)
  if (token.word === 'at') {
    const next = tokenAt(tokens, at + 1).word
    if (next === 'times' || next === 'first') return at + 2
  }
  if (token.word === 'all' && tokenAt(tokens, at + 1).word === 'the') return at
  if (token.word === 'shortly' || token.word === 'just') {
    const next = tokenAt(tokens, at + 1).word
    return next === 'after' || next === 'before' ? orElse(readAnchor(tokens, at + 2, end), at + 2, at) : at
  }
  if (hasPair(tokens, at, 'later', 'in') && hasPair(tokens, at + 2, 'the', 'day')) return at + 4
  if (hasPair(tokens, at, 'most', 'of') && tokenAt(tokens, at + 2).word === 'the')
    return orElse(readAnchor(tokens, at + 3, end), at + 3, at)
  if (prepositions.has(token)) {
    const clock = readClock(tokens, at + 1, end)
    if (clock > at + 1) return clock
    const anchor = readAnchor(tokens, at + 1, end)
    if (anchor > at + 1) return anchor
  }
  const anchor = readAnchor(tokens, at, end)
  if (anchor > at) return anchor
  return alone.has(token) ? at + 1 : at
}

function orElse(found: number, none: number, otherwise: number): number {
  return found > none ? found : otherwise
}

// What a preposition governs: "the late afternoon", "around midnight", "this evening", "Friday night", "late in the day".
function readAnchor(tokens: readonly Token[], at: number, end: number): number {
  let index = at
  let steps = 0
  let marked = false
  for (; index < end && steps < 5; steps++) {
    const token = tokenAt(tokens, index)
    const word = token.word
    if (isKind(token, Kind.weekday)) return readDayPart(tokens, index + 1, end)
    if (word === 'tonight' || word === 'today' || word === 'tomorrow' || word === 'overnight') {
      return word === 'overnight' && tokenAt(tokens, index + 1).word === 'hours' ? index + 2 : index + 1
    }
    if (isKind(token, Kind.dayPart)) {
      const next = tokenAt(tokens, index + 1)
      // "overnight hours", "by daybreak Saturday"
      return next.word === 'hours' || isKind(next, Kind.weekday) ? index + 2 : index + 1
    }
    if (isLoose(word, tokens, index)) {
      marked ||= word === 'late' || word === 'early'
      index++
    } else break
  }
  return marked && index === at + 1 && at > 0 && isBy(tokenAt(tokens, at - 1).word) ? index : at
}

function isBy(word: string): boolean {
  return word === 'by' || word === 'until' || word === 'through'
}

function isLoose(word: string, tokens: readonly Token[], at: number): boolean {
  if (word === 'the' || word === 'this' || word === 'late' || word === 'early' || word === 'mid') return true
  if (word === 'maximum' || word === 'max') return true
  if (word === 'around' || word === 'about' || word === 'next' || word === 'each' || word === 'all')
    return true
  if (word === 'in') return tokenAt(tokens, at + 1).word === 'the'
  if (word === 'rest' || word === 'remainder' || word === 'middle' || word === 'most') {
    return tokenAt(tokens, at + 1).word === 'of'
  }
  if (word === 'of') {
    const before = tokenAt(tokens, at - 1).word
    return before === 'rest' || before === 'remainder' || before === 'middle' || before === 'most'
  }
  return false
}

function readDayPart(tokens: readonly Token[], at: number, end: number): number {
  if (at >= end || !isKind(tokenAt(tokens, at), Kind.dayPart)) return at
  return at + 1
}

// "3 AM", "1030 PM EDT".
function readClock(tokens: readonly Token[], at: number, end: number): number {
  const half = tokenAt(tokens, at + 1).word
  if (at + 1 >= end || tokenAt(tokens, at).type !== TokenType.number || (half !== 'am' && half !== 'pm'))
    return at
  return at + 2
}
