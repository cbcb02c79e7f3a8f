import { readPlace } from './read-place.ts'
import { readTime } from './read-time.ts'
import { readVisibility, startsVisibility } from './read-visibility.ts'
import type { Reading } from './reading.ts'
import { isKind, isSeparator, tokenAt } from './token-tests.ts'
import { Kind } from './words.ts'

// What is looked at before a clause is called weather; a bound, so that no text makes this quadratic.
const longestClause = 60

// Right after a comma these only join; "becoming mostly cloudy" is "mostly cloudy".
const openers = new Set(['then', 'and', 'becoming'])

/** Does the sentence `[at, end)` hold a word of weather, and none of wind, seas or gusts? */
export function isWeather(reading: Reading, at: number, end: number): boolean {
  const { tokens } = reading
  let found = false
  const last = Math.min(end, at + longestClause)
  for (let index = at; index < last; index++) {
    const token = tokenAt(tokens, index)
    if (isKind(token, Kind.wind | Kind.gust | Kind.knots) || token.word === 'seas' || token.word === 'waves')
      return false
    if (isKind(token, Kind.weather)) found = true
  }
  return found
}

/**
 * Reads a sentence of weather. A phrase is what stands between full stops, time and place included; a comma or pause
 * parts it only where a word of weather follows.
 */
export function readWeather(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  let from = at
  let index = at
  while (index < end) {
    if (startsVisibility(reading, index)) {
      push(reading, from, index)
      const noun = isKind(tokenAt(tokens, index), Kind.visibility) ? index : index + 1
      const behind = readVisibility(reading, noun, end)
      if (noun > index && reading.isRead(noun)) reading.connect(index, noun)
      from = behind
      index = behind
      continue
    }
    if (isSeparator(tokenAt(tokens, index)) && holdsWeather(reading, index + 1, end)) {
      push(reading, from, index)
      let skipped = 1
      while (skipped < 4 && openers.has(tokenAt(tokens, index + skipped).word)) skipped++
      reading.connect(index, index + skipped)
      index += skipped
      from = index
      continue
    }
    const next = readKnown(reading, index, end)
    if (next === index) break
    index = next
  }
  push(reading, from, index)
  return index
}

function readKnown(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  const time = readTime(tokens, at, end)
  if (time > at) return time
  const token = tokenAt(tokens, at)
  if (isKind(token, Kind.weather | Kind.weatherJoin | Kind.change)) return at + 1
  const place = readPlace(tokens, at, end)
  if (place > at) return place
  if (isSeparator(token) || token.word === '/' || token.word === '-') return at + 1
  return at
}

// Up to the next comma or pause.
function holdsWeather(reading: Reading, at: number, end: number): boolean {
  for (let index = at; index < end; index++) {
    const token = tokenAt(reading.tokens, index)
    if (isSeparator(token)) return false
    if (isKind(token, Kind.weather)) return true
  }
  return false
}

function push(reading: Reading, from: number, to: number): void {
  let end = to
  while (end > from && isSeparator(tokenAt(reading.tokens, end - 1))) end--
  if (end <= from) return
  const index = reading.weather.push(reading.words(from, end)) - 1
  reading.value(from, end, 'weather', index, '')
  reading.connect(end, to)
}
