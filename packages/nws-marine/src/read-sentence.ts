import { readGustClause } from './gust-clause.ts'
import { isChop, readChop } from './read-chop.ts'
import { readDirection } from './read-direction.ts'
import { readGust } from './read-gust.ts'
import { readPlace } from './read-place.ts'
import { readQuantity } from './read-quantity.ts'
import { readTime } from './read-time.ts'
import { readVisibility } from './read-visibility.ts'
import { readWater } from './read-water.ts'
import { isWeather, readWeather } from './read-weather.ts'
import { readWind } from './read-wind.ts'
import type { Reading } from './reading.ts'
import { isForce, isKind, isSeparator, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

type Subject = 'wind' | 'gust' | 'water' | 'waters' | 'visibility' | 'chop' | 'weather' | 'none'

const joins = new WordSet('and with while but then')
// Words before the noun of seas: "maximum waves", "large seas".
const seaAdjectives = new WordSet(
  'maximum max peak significant average highest large rough high heavy steep hazardous confused moderate very',
)
// How many tokens ahead the noun or unit that names the subject of a clause may be.
const lookAhead = 14

/** Reads the sentence `[start, end)` clause by clause; tokens that no reader accepts stay unread. */
export function readSentence(reading: Reading, start: number, end: number): void {
  let at = start
  while (at < end) {
    const surf = surfAt(reading, at, end)
    if (surf >= 0) {
      at = nounBehind(reading, surf, end)
      continue
    }
    const token = tokenAt(reading.tokens, at)
    const subject = subjectAt(reading, at, end)
    const found = reading.found
    const next = readClause(reading, subject, at, end)
    if (next > at && (reading.found > found || subject === 'chop')) {
      at = next
    } else if (next > at) {
      // "Winds and seas higher near tstms": the words are known, but there is no value.
      reading.forget(at, next)
      at = clauseEnd(reading, next, end)
    } else if (at > start && (isSeparator(token) || joins.has(token))) {
      reading.connect(at, at + 1)
      at++
    } else {
      // Nothing begins here: the rest of the clause is unread.
      at = clauseEnd(reading, at + 1, end)
    }
  }
}

function readClause(reading: Reading, subject: Subject, at: number, end: number): number {
  switch (subject) {
    case 'wind':
      return readWind(reading, at, end)
    case 'gust':
      return readGustClause(reading, at, end)
    case 'water':
      return readWater(reading, at, end)
    case 'waters':
      return readWaters(reading, at, end)
    case 'visibility':
      return readVisibility(reading, skipLead(reading, at, end), end, at)
    case 'chop':
      return readChop(reading, at, end)
    case 'weather':
      return readWeather(reading, at, end)
    default:
      return at
  }
}

const nouns = Kind.wind | Kind.sea | Kind.swell | Kind.visibility

// "Surf height...2 to 4 feet": the numbers of such a clause are the surf's, up to the next noun.
function surfAt(reading: Reading, at: number, end: number): number {
  const last = Math.min(end, at + lookAhead)
  for (let index = at; index < last; index++) {
    const token = tokenAt(reading.tokens, index)
    if (isKind(token, Kind.surf)) return index
    if (isKind(token, nouns) || token.type === TokenType.number) return -1
  }
  return -1
}

function nounBehind(reading: Reading, at: number, end: number): number {
  let index = at + 1
  while (index < end && !isKind(tokenAt(reading.tokens, index), nouns)) index++
  return index
}

function clauseEnd(reading: Reading, at: number, end: number): number {
  let index = at
  while (index < end && !isSeparator(tokenAt(reading.tokens, index))) index++
  return index
}

function subjectAt(reading: Reading, at: number, end: number): Subject {
  const head = skipLead(reading, at, end)
  const { tokens } = reading
  const token = tokenAt(tokens, head)
  const next = tokenAt(tokens, head + 1)
  if (head >= end) return isChop(tokens, at, end) ? 'chop' : 'none'
  if (isKind(token, Kind.visibility)) return 'visibility'
  if (readGust(tokens, head, end) !== null) return 'gust'
  if (isKind(token, Kind.wind)) return isKind(next, Kind.sea) ? waterOrChop(reading, at, end) : 'wind'
  if (isKind(token, Kind.sea | Kind.swell) || token.word === 'period') return waterOrChop(reading, at, end)
  if (isKind(next, Kind.sea) && seaAdjectives.has(token)) return 'water'
  const ahead = subjectAhead(reading, head, end)
  if (ahead === 'wind' || ahead === 'water') return ahead
  if (watersAt(reading, head, end) >= 0) return 'waters'
  if (isWeather(reading, at, end)) return 'weather'
  if (isChop(tokens, at, end)) return 'chop'
  return 'none'
}

function waterOrChop(reading: Reading, at: number, end: number): Subject {
  return isChop(reading.tokens, at, end) && !hasNumber(reading, at, end) && !isFlat(reading, at, end)
    ? 'chop'
    : 'water'
}

function hasNumber(reading: Reading, at: number, end: number): boolean {
  const last = Math.min(end, at + lookAhead)
  for (let index = at; index < last; index++) {
    if (tokenAt(reading.tokens, index).type === TokenType.number) return true
  }
  return false
}

// "Seas flat", "waves calm": words that mean a height.
function isFlat(reading: Reading, at: number, end: number): boolean {
  for (let index = at + 1; index < Math.min(end, at + 4); index++) {
    const { word } = tokenAt(reading.tokens, index)
    if (word === 'flat' || word === 'calm') return true
  }
  return false
}

// "Gulf waters 8 to 11 feet": waters followed by a height are seas.
function watersAt(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  const last = Math.min(end, at + 5)
  for (let index = at; index < last; index++) {
    const { type, word } = tokenAt(tokens, index)
    if (type !== TokenType.word) return -1
    if (word === 'waters')
      return readQuantity(tokens, index + 1, end, { unit: Kind.feet }) === null ? -1 : index
  }
  return -1
}

function readWaters(reading: Reading, at: number, end: number): number {
  const name = skipLead(reading, at, end)
  reading.connect(at, name)
  return readWater(reading, watersAt(reading, name, end) + 1, end, name)
}

// Words for time and place before the subject itself.
function skipLead(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  let index = at
  for (let steps = 0; steps < 6 && index < end; steps++) {
    const token = tokenAt(tokens, index)
    const time = readTime(tokens, index, end)
    if (time > index) index = time
    else if (isSeparator(token)) index++
    else {
      if (readDirection(tokens, index, end) !== null) break
      const place = readPlace(tokens, index, end)
      if (place === index) break
      index = place
    }
  }
  return index
}

// "Gale to 45 kt", "storm force winds"; not "storm surge of 3 feet".
function namesWind(tokens: readonly Token[], at: number): boolean {
  const next = tokenAt(tokens, at + 1)
  return (
    isForce(tokens, at) || next.type === TokenType.number || next.word === 'to' || isKind(next, Kind.wind)
  )
}

// A clause that begins with a direction, a change, a number or "light" has the subject of the first noun or unit after it.
function subjectAhead(reading: Reading, at: number, end: number): Subject {
  const { tokens } = reading
  const first = tokenAt(tokens, at)
  const opens =
    first.compass !== '' ||
    first.type === TokenType.number ||
    isKind(first, Kind.change | Kind.approx) ||
    (isKind(first, Kind.force) && namesWind(tokens, at)) ||
    opening.has(first)
  if (!opens) return 'none'
  const last = Math.min(end, at + lookAhead)
  for (let index = at; index < last; index++) {
    const token = tokenAt(tokens, index)
    if (isKind(token, Kind.wind)) return isKind(tokenAt(tokens, index + 1), Kind.sea) ? 'water' : 'wind'
    if (isKind(token, Kind.knots)) return 'wind'
    if (isKind(token, Kind.feet | Kind.swell) || token.word === 'seas' || token.word === 'waves')
      return 'water'
    if (isKind(token, Kind.seconds)) return 'water'
    if (isKind(token, Kind.weather | Kind.visibility) && !isForce(tokens, index)) return 'none'
  }
  // "Becoming SE in the afternoon." continues the wind before it.
  const turns = isKind(first, Kind.change) && readDirection(tokens, at + 1, end) !== null
  return turns && reading.lastOf(reading.said.wind) !== null ? 'wind' : 'none'
}

const opening = new WordSet(
  'a an another light combined mixed dominant primary secondary significant occasional occasionally ' +
    'long short up less to moderate fresh strong brisk tropical average wave period then cyclonic onshore offshore ' +
    'sustained prevailing predominantly gentle trade gusty mainly mostly generally',
)
