/** A word of a text in the form in which it is compared; `[start, end)` are its characters in the text. */
export interface Word {
  folded: string
  start: number
  end: number
}

/**
 * The words of a text: runs of letters and digits, folded so that case and accents are ignored. All other characters are
 * separators.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { 0: word, index } of text.matchAll(run)) {
    const folded = isAscii(word) ? word.toLowerCase() : fold(word)
    if (folded !== '') words.push({ folded, start: index, end: index + word.length })
  }
  return words
}

// Combining marks belong to the word of the letters that they modify.
const run = /[\p{L}\p{N}\p{M}]+/gu

const fold = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether folding the text only changes its case. */
export const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)
