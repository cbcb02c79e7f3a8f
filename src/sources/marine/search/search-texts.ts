import { defineTask } from '../../../pipeline/task.ts'
import { match, type Span } from './match.ts'
import type { Terms } from './terms.ts'

/** Several texts, concatenated in one body: a string is transferred to a thread more cheaply than a list of strings. */
export interface TextsQuery {
  terms: Terms
  /** Length of each text in characters. */
  lengths: readonly number[]
}

/** A text that matches, by its index in the request. */
export interface Found {
  index: number
  /** The positions of the matches: numbers are transferred back more cheaply than snippets. */
  spans: Span[]
}

/** Searches texts; returns those that match, in order. */
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
