import { readPlace } from './read-place.ts'
import { readTime } from './read-time.ts'
import { readVisibility, visibilityNoun } from './read-visibility.ts'
import type { Reading } from './reading.ts'
import { isKind, isSeparator, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

// How far a clause is examined; bounded so that the time stays linear.
const maxClauseTokens = 60

// Right after a comma these only join; "becoming mostly cloudy" is "mostly cloudy".
const openers = new WordSet('then and becoming')

type Clause = 'weather' | 'other' | 'plain'

const units = Kind.wind | Kind.gust | Kind.knots | Kind.feet | Kind.swell

/** Does a weather clause begin here: a weather word, and no word of wind, seas or advice up to the next comma? */
export function isWeather(reading: Reading, at: number, end: number): boolean {
  return clauseAt(reading, at, end) === 'weather'
}

// The subject of the words up to the next comma or pause.
function clauseAt(reading: Reading, at: number, end: number): Clause {
  const { tokens } = reading
  let found: Clause = 'plain'
  const last = Math.min(end, at + maxClauseTokens)
  for (let index = at; index < last; index++) {
    const token = tokenAt(tokens, index)
    if (isSeparator(token) || isKind(token, Kind.visibility)) break
    // "Isolated tstms with gusts to 40 kt": the gusts are the storm's.
    if (found === 'weather' && isKind(token, Kind.gust)) break
    if (isKind(token, units) || isNumber(tokens, index) || speech.has(token)) return 'other'
    if (isKind(token, Kind.weather)) found = 'weather'
  }
  return found
}

// "A 20 percent chance", "after 4 AM", "S of 27N" are numbers of weather; any other is of something else.
function isNumber(tokens: readonly Token[], at: number): boolean {
  if (tokenAt(tokens, at).type !== TokenType.number) return false
  const next = tokenAt(tokens, at + 1)
  const isLatitude = next.compass.length === 1 && next.start === tokenAt(tokens, at).end
  return !isLatitude && !numberWords.has(next)
}

const numberWords = new WordSet('percent % am pm')

// Advice and warnings are not weather.
const speech = new WordSet(
  'seas waves may should could will can needed advisory advisories warning watch boaters mariners ' +
    'higher potential index',
)

/**
 * Reads a sentence about weather. A phrase extends from full stop to full stop, time and place included; a comma or pause splits it
 * only before a weather word.
 */
export function readWeather(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  let from = at
  let index = at
  // "Visibility 1 nm or less in fog": the visibility has already been read.
  let isRest = tokenAt(tokens, at).word === 'in' && isKind(tokenAt(tokens, at + 1), Kind.weather)
  while (index < end) {
    const noun = visibilityNoun(reading, index)
    if (noun >= 0 && noun < end) {
      pushPart(reading, from, index, isRest)
      isRest = true
      const behind = readVisibility(reading, noun, end)
      if (noun > index && reading.isRead(noun)) reading.connect(index, noun)
      from = behind
      index = behind
      continue
    }
    const isBreak = isSeparator(tokenAt(tokens, index))
    const clause = isBreak ? clauseAt(reading, index + 1, end) : 'plain'
    if (clause === 'other') break
    if (isBreak && clause === 'weather') {
      pushPart(reading, from, index, isRest)
      isRest = false
      let skipped = 1
      while (skipped < 4 && openers.has(tokenAt(tokens, index + skipped))) skipped++
      reading.connect(index, index + skipped)
      index += skipped
      from = index
      continue
    }
    index = Math.max(readKnown(reading, index, end), index + 1)
  }
  pushPart(reading, from, index, isRest)
  return index
}

// The rest of a phrase with a visibility is weather only if it has a weather word: "1 nm or less in fog", not "1 nm or less N".
function pushPart(reading: Reading, from: number, to: number, isRest: boolean): void {
  let start = from
  if (isRest) {
    if (tokenAt(reading.tokens, start).word === 'in') start++
    let named = start
    while (named < to && !isKind(tokenAt(reading.tokens, named), Kind.weather)) named++
    if (named >= to) return
    reading.connect(from, start)
  }
  push(reading, start, to)
}

function readKnown(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  const time = readTime(tokens, at, end)
  if (time > at) return time
  const token = tokenAt(tokens, at)
  if (isKind(token, Kind.weather | Kind.weatherJoin)) return at + 1
  return readPlace(tokens, at, end)
}

function push(reading: Reading, from: number, to: number): void {
  let end = to
  while (end > from && isSeparator(tokenAt(reading.tokens, end - 1))) end--
  if (end <= from) return
  const index = reading.said.weather.push(reading.words(from, end)) - 1
  reading.value(from, end, 'weather', index, '')
  reading.connect(end, to)
}
