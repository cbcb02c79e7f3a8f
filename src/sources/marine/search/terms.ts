import { wordsOf } from './words.ts'

/** Folded words that must stand one after another. */
export type Phrase = readonly string[]

/** What is looked for: a text matches that holds all of the one and none of the other. */
export interface Terms {
  all: readonly Phrase[]
  none: readonly Phrase[]
}

/**
 * Reads a query: words, "phrases", and either of them after a minus for what must not be there. A word with punctuation in it
 * (`small-craft`) is a phrase. A quote that is never closed reaches to the end. Gives a sentence where there is nothing to look
 * for.
 */
export function readTerms(query: string): Terms | string {
  const all = new Map<string, Phrase>()
  const none = new Map<string, Phrase>()
  for (const { groups: { minus = '', quoted, plain = '' } = {} } of query.matchAll(term)) {
    const phrase = wordsOf(quoted ?? plain).map(({ folded }) => folded)
    if (phrase.length > 0) (minus === '' ? all : none).set(phrase.join(' '), phrase)
  }
  if (all.size > 0) return { all: [...all.values()], none: [...none.values()] }
  return none.size > 0
    ? 'add at least one word that must match'
    : 'a search word is required: letters or digits'
}

// A minus counts at the start of a term only: in `W-NW` it is punctuation. Phones write curly quotes.
const term = /(?<minus>-*)(?:["“”](?<quoted>[^"“”]*)(?:["“”]|$)|(?<plain>[^\s"“”-][^\s"“”]*))/gu
