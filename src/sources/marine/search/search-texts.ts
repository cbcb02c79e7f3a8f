import { defineTask } from '../../../pipeline/task.ts'
import { match, type Span } from './match.ts'
import type { Terms } from './terms.ts'

/** Several texts, one after another in one body: strings cross to threads cheaper than lists of them. */
export interface TextsQuery {
  terms: Terms
  /** Characters of each text. */
  lengths: readonly number[]
}

/** A text that matches, by its place among those asked about. */
export interface Found {
  index: number
  /** Where it holds what is looked for: numbers cross back cheaper than the snippets that are made of them. */
  spans: Span[]
}

/** Looks through texts; gives those that match, in order. */
export const searchTexts = defineTask<TextsQuery, Found[]>({
  name: 'marine/search',
  decode(body, { terms, lengths }) {
    const found: Found[] = []
    let at = 0
    for (const [index, length] of lengths.entries()) {
      const spans = match(body.slice(at, at + length), terms)
      if (spans) found.push({ index, spans })
      at += length
    }
    return found
  },
})
