import { readDirection } from './read-direction.ts'
import { readQuantity } from './read-quantity.ts'
import { isKind, isSeparator, tokenAt } from './token-tests.ts'
import type { Token } from './tokenize.ts'
import { Kind } from './words.ts'

/** Does a clause of another subject begin here, so that seas and swell end? */
export function endsWater(tokens: readonly Token[], at: number, end: number): boolean {
  const token = tokenAt(tokens, at)
  const next = tokenAt(tokens, at + 1)
  if (isKind(token, Kind.visibility | Kind.gust | Kind.knots | Kind.weather | Kind.surf)) return true
  // "steep and wind-driven 10 to 13 ft"
  if (isKind(token, Kind.wind)) return !isKind(next, Kind.sea) && next.word !== '-'
  return token.compass !== '' && isWind(tokens, at, end)
}

// "…, NW winds 10 kt" after seas: the direction is the wind's.
function isWind(tokens: readonly Token[], at: number, end: number): boolean {
  const direction = readDirection(tokens, at, end)
  if (direction === null) return false
  if (isKind(tokenAt(tokens, direction.end), Kind.wind)) {
    return !isKind(tokenAt(tokens, direction.end + 1), Kind.sea)
  }
  return readQuantity(tokens, direction.end, end, { unit: Kind.knots }) !== null
}

const stops = Kind.change | Kind.wind | Kind.sea | Kind.swell | Kind.visibility | Kind.surf

/** The index at which the next value may begin: what follows an unknown word ("highest over the outer waters") belongs to it. */
export function nextHeight(tokens: readonly Token[], at: number, end: number): number {
  let index = at
  while (index < end) {
    const token = tokenAt(tokens, index)
    if (isSeparator(token) || isKind(token, stops)) break
    if (readQuantity(tokens, index, end, { unit: Kind.feet }) !== null) break
    index++
  }
  return index
}
