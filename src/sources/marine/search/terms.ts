import { wordsOf } from './words.ts'

/** Folded words that must be consecutive. */
export type Phrase = readonly string[]

/** The terms of a search: a text matches if it contains all of `all` and none of `none`. */
export interface Terms {
  all: readonly Phrase[]
  none: readonly Phrase[]
}

/**
 * Parses a query: words, "phrases", and either of them after a minus for what must not occur. A word that contains punctuation
 * (`small-craft`) is a phrase. A quote that is never closed reaches to the end. Returns an error message if there is nothing to
 * search for.
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

// A minus counts only at the start of a term; in `W-NW` it is punctuation. Phones write curly quotes.
const term = /(?<minus>-*)(?:["“”](?<quoted>[^"“”]*)(?:["“”]|$)|(?<plain>[^\s"“”-][^\s"“”]*))/gu
