import { isCircumstance } from './read-circumstance.ts'
import { isPlaceWord, readSource, startsDirectedValue } from './read-direction.ts'
import { readTime } from './read-time.ts'
import { isKind, isSeparator, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

// Place names are an open vocabulary; this limits the length of one.
const maxPlaceTokens = 18

const maxNameWords = 8
const sides = new WordSet(
  'northward southward eastward westward seaward shoreward landward north south east west northeast northwest ' +
    'southeast southwest',
)

const standalone = new WordSet(
  'elsewhere offshore inshore nearshore seaward outside inside beyond otherwise throughout',
)
const prepositions = new WordSet(
  'near over along in at within outside inside beyond off across through between from around on by ' +
    'among throughout behind ahead downwind upwind under toward towards adjacent out seaward windward leeward ' +
    'north south east west of through',
)
const adjectives = new WordSet(
  'northern southern eastern western northeastern northwestern southeastern southwestern central ' +
    'outer inner upper lower middle far remainder rest adjoining open exposed protected sheltered ' +
    'northward southward eastward westward',
)
const breakers = new WordSet('mixed with then while except elsewhere otherwise but where mainly')
const headNouns = new WordSet('bays gulf waters passes inland')

/** The index after a place phrase ("near Point X", "W of 160W", "western portion", "beyond the reef"); `at` when there is none. */
export function readPlace(tokens: readonly Token[], at: number, end: number): number {
  const token = tokenAt(tokens, at)
  if (at >= end || token.type !== TokenType.word) return at
  if (token.kinds === 0) return readNamedSide(tokens, at, end)
  if (!isKind(token, Kind.placeStart)) return at
  const next = tokenAt(tokens, at + 1)
  if (token.compass !== '') return readSided(tokens, at, end)
  if (adjectives.has(token)) return readNamed(tokens, at, end)
  if (token.word === 'well') return readWell(tokens, at, end)
  if (standalone.has(token) && !prepositionGoesOn(tokens, at + 1, end)) return at + 1
  if (!prepositions.has(token) || (token.word === 'at' && next.word === 'least')) return at
  if (next.type === TokenType.number && !isDistance(tokens, at + 1, end)) return at
  // "from the north" is a wind direction, unless a place follows ("from the north end").
  if (readSource(tokens, at, end) !== null || isCircumstance(tokens, at, end)) return at
  const last = followName(tokens, at + 1, end)
  return last > at + 1 ? last : at
}

// "Cape Something southward, N wind 15 kt": a name and its side, followed by a comma or a value.
function readNamedSide(tokens: readonly Token[], at: number, end: number): number {
  let index = at
  while (index < end && index < at + maxNameWords && isNameWord(tokenAt(tokens, index))) index++
  if (index > at && tokenAt(tokens, index).word === 'and') index++
  if (index >= end || !sides.has(tokenAt(tokens, index))) return at
  const next = tokenAt(tokens, index + 1)
  const isClosed = isSeparator(next) || isKind(next, Kind.wind) || startsDirectedValue(tokens, index + 1, end)
  return isClosed && index + 1 < end ? index + 1 : at
}

function isNameWord({ type, kinds }: Token): boolean {
  return type === TokenType.word && kinds === 0
}

// "W of 160W", "N and W portions", "north half", "south of a line from …": a compass word that a place word follows.
function readSided(tokens: readonly Token[], at: number, end: number): number {
  let index = at
  for (let steps = 0; steps < 5 && index < end; steps++) {
    const token = tokenAt(tokens, index)
    if (token.compass !== '' || isJoin(token.word) || adjectives.has(token)) index++
    else break
  }
  if (index === at || index >= end || !isPlaceWord(tokenAt(tokens, index))) return at
  return followName(tokens, index, end)
}

// "Western portion", "outer waters", "remainder of the zone".
function readNamed(tokens: readonly Token[], at: number, end: number): number {
  const next = tokenAt(tokens, at + 1)
  const known =
    isPlaceWord(next) || headNouns.has(next) || isJoin(next.word) || adjectives.has(next) || next.kinds === 0
  return known && next.type === TokenType.word ? followName(tokens, at + 1, end) : at
}

function isJoin(word: string): boolean {
  return word === 'and' || word === 'or' || word === '/' || word === '-' || word === 'to'
}

function prepositionGoesOn(tokens: readonly Token[], at: number, end: number): boolean {
  const next = tokenAt(tokens, at)
  if (at >= end) return false
  if (next.type === TokenType.number) return isDistance(tokens, at, end)
  return (
    next.type === TokenType.word &&
    !isKind(next, Kind.wind | Kind.sea | Kind.gust | Kind.change) &&
    !breakers.has(next) &&
    next.word !== 'and' &&
    next.word !== 'light' &&
    !startsDirectedValue(tokens, at, end) &&
    !(isKind(next, Kind.quantityStart) && startsNumber(tokens, at, end)) &&
    readTime(tokens, at, end) === at
  )
}

// "well offshore", "well north of the cape"
function readWell(tokens: readonly Token[], at: number, end: number): number {
  const last = readPlace(tokens, at + 1, end)
  return last > at + 1 ? last : at
}

// "20 nm", "20 to 60 nm", "30N": numbers that belong to a place.
function isDistance(tokens: readonly Token[], at: number, end: number): boolean {
  let index = at
  for (let steps = 0; steps < 4 && index < end; steps++) {
    const token = tokenAt(tokens, index)
    if (token.type === TokenType.number) {
      if (index + 1 < end && isLatitude(tokens, index)) return true
      index++
    } else if (token.word === 'to' || token.word === '-') index++
    else
      return (
        isKind(token, Kind.miles) ||
        token.word === 'miles' ||
        token.word === 'mile' ||
        token.word === 'fathoms'
      )
  }
  return false
}

function isLatitude(tokens: readonly Token[], at: number): boolean {
  const next = tokenAt(tokens, at + 1)
  return next.compass.length === 1 && next.start === tokenAt(tokens, at).end
}

function followName(tokens: readonly Token[], at: number, end: number): number {
  let index = at
  const limit = Math.min(end, at + maxPlaceTokens)
  while (index < limit) {
    const token = tokenAt(tokens, index)
    if (isSeparator(token)) break
    if (token.type === TokenType.number) {
      if (!isDistance(tokens, index, end)) break
      // "24N94W": the letter belongs to the number, and so may another number.
      if (isLatitude(tokens, index)) index++
    } else if (token.type === TokenType.word) {
      if (endsName(tokens, index, end)) break
    } else if (token.word !== '-' && token.word !== '/' && token.word !== '&') break
    index++
  }
  // A name does not end in "and" or "to": that word joins what follows.
  while (index > at && isTail(tokenAt(tokens, index - 1).word)) index--
  return index
}

function isTail(word: string): boolean {
  return word === 'and' || word === 'to' || word === 'or' || word === 'the'
}

// "around 1 foot", "up to 5 ft", "to 40 kt" begin a value, not more of a name.
function startsNumber(tokens: readonly Token[], at: number, end: number): boolean {
  const next = at + 1
  const number = tokenAt(tokens, next).type === TokenType.number ? next : next + 1
  const between = tokenAt(tokens, next).word
  if (number > next && between !== 'to' && between !== 'than') return false
  return number < end && tokenAt(tokens, number).type === TokenType.number && !isDistance(tokens, number, end)
}

function endsName(tokens: readonly Token[], at: number, end: number): boolean {
  const token = tokenAt(tokens, at)
  if (isKind(token, Kind.change | Kind.gust | Kind.wind | Kind.swell | Kind.visibility)) return true
  if (token.word === 'seas' || token.word === 'waves' || breakers.has(token)) return true
  if (token.word === 'variable' || token.word === 'light') return true
  if (token.compass !== '' && startsDirectedValue(tokens, at, end)) return true
  if (isKind(token, Kind.quantityStart) && startsNumber(tokens, at, end)) return true
  return readTime(tokens, at, end) > at
}
