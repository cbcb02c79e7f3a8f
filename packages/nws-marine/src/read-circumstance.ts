import { isKind, tokenAt } from './token-tests.ts'
import type { Token } from './tokenize.ts'
import { WordSet } from './word-set.ts'
import { Kind } from './words.ts'

const prepositions = new WordSet('in near around with during')
const between = new WordSet(
  'and or the any near in around scattered isolated heavier stronger strong heavy passing',
)

/** Does a phrase like "in showers" or "in and near thunderstorms" begin here? It qualifies a value, but is neither a time nor a place. */
export function isCircumstance(tokens: readonly Token[], at: number, end: number): boolean {
  return readCircumstance(tokens, at, end) > at
}

/** The index after such a phrase; `at` when there is none. */
export function readCircumstance(tokens: readonly Token[], at: number, end: number): number {
  if (!prepositions.has(tokenAt(tokens, at))) return at
  let index = at + 1
  for (let steps = 0; steps < 4 && index < end && between.has(tokenAt(tokens, index)); steps++) index++
  if (index >= end || !isKind(tokenAt(tokens, index), Kind.weather)) return at
  index++
  const join = tokenAt(tokens, index).word
  const isPair = (join === 'and' || join === 'or') && isKind(tokenAt(tokens, index + 1), Kind.weather)
  return isPair && index + 1 < end ? index + 2 : index
}
