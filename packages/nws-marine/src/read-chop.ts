import { readPlace } from './read-place.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { isKind, isSeparator, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

const maxNameWords = 10
const surfaces = new WordSet('chop choppy smooth rough ripples rippled glassy calm')

/** Does this sentence describe the water surface in words ("Bay waters a light chop", "Lake waters choppy")? */
export function isChop(tokens: readonly Token[], at: number, end: number): boolean {
  const last = Math.min(end, at + maxNameWords + 6)
  for (let index = at; index < last; index++) {
    const token = tokenAt(tokens, index)
    if (surfaces.has(token)) return true
    // "Bar conditions rough" describes a river bar.
    if (token.word === 'conditions') return false
    if (
      token.type === TokenType.number ||
      isKind(token, Kind.wind | Kind.weather | Kind.visibility | Kind.gust)
    )
      return false
  }
  return false
}

/** Reads words for the water surface. They give no height, so they are connecting words. */
export function readChop(reading: Reading, at: number, end: number): number {
  const { tokens } = reading
  let index = at
  while (index < end && !isKind(tokenAt(tokens, index), Kind.chop) && index < at + maxNameWords) index++
  // "Intracoastal waters": a name, up to the words for its surface.
  reading.connect(at, index)
  while (index < end) {
    const token = tokenAt(tokens, index)
    const setting = Math.max(readTime(tokens, index, end), readPlace(tokens, index, end))
    if (setting > index && !isKind(token, Kind.chop)) {
      reading.connect(index, setting)
      index = setting
    } else if (
      isKind(token, Kind.chop | Kind.change) ||
      isSeparator(token) ||
      token.word === 'then' ||
      token.word === 'in' ||
      token.word === 'places'
    ) {
      reading.connect(index, index + 1)
      index++
    } else break
  }
  return index
}
