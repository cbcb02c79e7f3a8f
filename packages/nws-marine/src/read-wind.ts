// Reads wind clauses up to a noun of another subject. A change word, a second direction or speed, or a place before the next value
// opens a step; a value that the step does not print carries over from the step before.

import { readGustClause } from './gust-clause.ts'
import type { Range, WindStep } from './parsed.ts'
import { readCircumstance } from './read-circumstance.ts'
import { readDirection, readSource, startsDirectedValue } from './read-direction.ts'
import { readGust } from './read-gust.ts'
import { readPlace } from './read-place.ts'
import { readQuantity } from './read-quantity.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { Slot, Steps } from './steps.ts'
import { isForce, isKind, isSeparator, tokenAt } from './token-tests.ts'
import type { Token } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

const shoreWords = new WordSet('onshore offshore alongshore')

const connectors = new WordSet(
  'and but while with or the a an to except otherwise is are of will be blowing generally mainly mostly slowly ' +
    'gradually quickly rapidly expected possible possibly from at sustained force gale storm hurricane tropical brisk again back ' +
    'locally predominantly sometimes further moderate fresh strong gentle speeds speed also somewhat slightly trade trades',
)

// Returned when another subject begins.
const over = -1

/** Reads wind from a token on; returns the index of the first token about something else. */
export function readWind(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  const continues = isKind(tokenAt(tokens, at), Kind.change)
  const steps = new Steps<WindStep>(
    reading,
    { list: 'wind', steps: reading.said.wind, next: carryWind },
    continues,
  )
  let index = at
  let afterChange = false
  while (index < end && !endsWind(reading, index)) {
    const next = readItem(reading, steps, index, end, afterChange)
    if (next === over) break
    // "diminishing this afternoon to 10 kt": a time leaves the "to" to its change.
    afterChange =
      isKind(tokenAt(tokens, index), Kind.change) || (afterChange && readTime(tokens, index, end) > index)
    // "strongest over the northern waters": what follows an unknown word belongs to it, up to the next value.
    index = next > index ? next : skipClause(reading, index + 1, end)
  }
  return index
}

function skipClause(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  let index = at
  while (index < end) {
    const token = tokenAt(tokens, index)
    if (isSeparator(token) || isKind(token, Kind.change | Kind.wind | Kind.sea | Kind.swell | Kind.gust))
      break
    if (startsDirectedValue(tokens, index, end)) break
    if (readQuantity(tokens, index, end, { unit: Kind.knots }) !== null) break
    index++
  }
  return index
}

function readItem(
  reading: Reading,
  steps: Steps<WindStep>,
  at: number,
  end: number,
  afterChange: boolean,
): number {
  const { tokens } = reading
  const token = tokenAt(tokens, at)
  if (isSeparator(token) || token.word === ':') return connect(reading, at, at + 1)
  if (isKind(token, Kind.gust) && isSeparator(tokenAt(tokens, at - 1)) && steps.current !== null) {
    return readGustClause(reading, at, end, steps.first)
  }
  const gust = readGust(tokens, at, end)
  if (gust !== null)
    return gust.gustKt === null
      ? gust.end
      : takeGust(reading, steps, at, gust.numberAt, gust.end, gust.gustKt)
  if (isKind(token, Kind.change) || token.word === 'then') {
    if (token.word !== 'then' || !steps.isChanging) steps.changed()
    return connect(reading, at, at + 1)
  }
  if (token.word === 'light') return takeLight(reading, steps, at, end)
  const point = readDirection(tokens, at, end)
  const direction = point ?? readSource(tokens, at, end)
  if (direction !== null && isKind(tokenAt(tokens, direction.end), Kind.swell)) return over
  if (point !== null && isSide(reading, steps, at, point.end, end)) {
    steps.takePlace(at, point.end, false)
    return point.end
  }
  if (direction !== null) {
    steps.open(Slot.direction).direction = direction.direction
    reading.value(at, direction.end, 'wind', steps.index, 'direction')
    return direction.end
  }
  const speed = readQuantity(tokens, at, end, { unit: Kind.knots, target: afterChange, unitless: true })
  if (speed !== null) {
    steps.open(Slot.speed).speedKt = asGale(speed.range, isGaleBefore(tokens, at))
    reading.value(at, speed.end, 'wind', steps.index, 'speedKt')
    return speed.end
  }
  const circumstance = readCircumstance(tokens, at, end)
  if (circumstance > at) return connect(reading, at, circumstance)
  // "becoming onshore 10 kt": a direction that no compass point names; behind a value it is a place.
  if (afterChange && shoreWords.has(token)) {
    steps.open(Slot.direction).direction = null
    reading.value(at, at + 1, 'wind', steps.index, 'direction')
    return at + 1
  }
  if (token.word === 'locally' && startsWindValue(reading, at + 1, end)) {
    steps.takePlace(at, at + 1, true)
    return at + 1
  }
  const time = readTime(tokens, at, end)
  // A phrase that no step accepts stays unread.
  if (time > at) {
    steps.takeTime(at, time, startsWindValue(reading, time, end))
    return time
  }
  const place = readPlace(tokens, at, end)
  if (place > at) {
    const behind = isSeparator(tokenAt(tokens, place)) ? place + 1 : place
    const leads = startsWindValue(reading, behind, end) && !isKind(tokenAt(tokens, behind), Kind.change)
    steps.takePlace(at, place, leads)
    return place
  }
  if (token.word === 'except') steps.excepted()
  if (isKind(token, Kind.wind) || connectors.has(token)) return connect(reading, at, at + 1)
  return at
}

// "15 kt south of the cape and 10 kt north", "increasing to 25 kt N late": after a speed, and followed by
// nothing but a time, a direction is a place.
function isSide(reading: Reading, steps: Steps<WindStep>, at: number, behind: number, end: number): boolean {
  if (!isKind(tokenAt(reading.tokens, at - 1), Kind.knots)) return false
  const { last } = steps
  if (last === null || last.direction === null) return false
  const next = tokenAt(reading.tokens, behind)
  return (
    behind >= end ||
    isSeparator(next) ||
    next.word === 'and' ||
    readTime(reading.tokens, behind, end) > behind
  )
}

// A gale is 34 knots and more, so "gales to 40 kt" say both ends.
const gale = 34

function asGale({ min, max }: Range, isGale: boolean): Range {
  return { min: isGale && min === 0 && max >= gale ? gale : min, max }
}

function isGaleBefore(tokens: readonly Token[], at: number): boolean {
  const { word } = tokenAt(tokens, at - 1)
  return word === 'gales' || word === 'gale'
}

function connect(reading: Reading, from: number, to: number): number {
  reading.connect(from, to)
  return to
}

function takeGust(
  reading: Reading,
  steps: Steps<WindStep>,
  at: number,
  numberAt: number,
  to: number,
  gustKt: number,
): number {
  steps.open(Slot.gust).gustKt = gustKt
  reading.connect(at, numberAt)
  reading.value(numberAt, to, 'wind', steps.index, 'gustKt')
  return to
}

// "Light" has no number, but it is a step; in "light and variable" the step has a direction too.
function takeLight(reading: Reading, steps: Steps<WindStep>, at: number, end: number): number {
  const { tokens } = reading
  steps.open(Slot.speed).speedKt = null
  const join = tokenAt(tokens, at + 1).word
  const isVariable =
    (join === 'and' || join === 'or' || join === '/') && tokenAt(tokens, at + 2).compass === 'VARIABLE'
  reading.value(at, at + 1, 'wind', steps.index, 'speedKt')
  if (!isVariable || at + 2 >= end) return at + 1
  steps.open(Slot.direction).direction = 'VARIABLE'
  reading.connect(at + 1, at + 2)
  reading.value(at + 2, at + 3, 'wind', steps.index, 'direction')
  return at + 3
}

// A noun of another subject ends the clause; so does weather.
function endsWind(reading: Reading, at: number): boolean {
  const token = tokenAt(reading.tokens, at)
  const next = tokenAt(reading.tokens, at + 1)
  if (isKind(token, Kind.swell | Kind.visibility)) return true
  if (isKind(token, Kind.sea) && token.word !== 'sea') return true
  if (isKind(token, Kind.wind) && isKind(next, Kind.sea)) return true
  if ((token.word === 'combined' || token.word === 'mixed') && isKind(next, Kind.sea | Kind.swell))
    return true
  return isKind(token, Kind.weather) && !isForce(reading.tokens, at)
}

function startsWindValue(reading: Reading, at: number, end: number): boolean {
  const { tokens } = reading
  const token = tokenAt(tokens, at)
  if (at >= end) return false
  if (isKind(token, Kind.wind | Kind.gust | Kind.change) || token.word === 'light') return true
  if (readDirection(tokens, at, end) !== null) return true
  return readQuantity(tokens, at, end, { unit: Kind.knots }) !== null
}

// Gusts and times never carry over.
function carryWind(before: WindStep | null): WindStep {
  return {
    direction: before?.direction ?? null,
    speedKt: before === null || before.speedKt === null ? null : { ...before.speedKt },
    gustKt: null,
    when: null,
  }
}
