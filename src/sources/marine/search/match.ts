import type { Phrase, Terms } from './terms.ts'
import { isAscii, type Word, wordsOf } from './words.ts'

/** `[start, end)` in characters of a text. */
export type Span = readonly [start: number, end: number]

/** The matches of the terms in a text, in order and without overlaps; null if the text does not match. */
export function match(text: string, { all, none }: Terms): Span[] | null {
  if (surelyLacks(text, all)) return null
  const words = wordsOf(text)
  if (none.some((phrase) => !occurrences(words, phrase).next().done)) return null
  const spans: Span[] = []
  for (const phrase of all) {
    const found = [...occurrences(words, phrase)]
    if (found.length === 0) return null
    spans.push(...found)
  }
  return merged(spans)
}

// Most texts lack one of the words, which can be seen without splitting them.
function surelyLacks(text: string, all: readonly Phrase[]): boolean {
  if (!isAscii(text)) return false
  const lower = text.toLowerCase()
  return all.some((phrase) => phrase.some((word) => !lower.includes(word)))
}

function* occurrences(words: readonly Word[], phrase: Phrase): Generator<Span> {
  for (let at = 0; at + phrase.length <= words.length; at++) {
    if (phrase.every((word, offset) => words[at + offset]?.folded === word)) {
      yield [words[at]?.start ?? 0, words[at + phrase.length - 1]?.end ?? 0]
    }
  }
}

function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = []
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = apart.at(-1)
    if (last && start < last[1]) apart[apart.length - 1] = [last[0], Math.max(last[1], end)]
    else apart.push([start, end])
  }
  return apart
}
