/** A word of a text as it is compared: `[start, end)` are characters of the text. */
export interface Word {
  folded: string
  start: number
  end: number
}

/**
 * The words of a text: runs of letters and digits, folded so that case and accents do not count. Everything else only
 * separates.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { 0: word, index } of text.matchAll(run)) {
    const folded = isAscii(word) ? word.toLowerCase() : fold(word)
    if (folded !== '') words.push({ folded, start: index, end: index + word.length })
  }
  return words
}

// Marks are part of the word whose letters they stand on.
const run = /[\p{L}\p{N}\p{M}]+/gu

const fold = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether folding is but lower case. */
export const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)
