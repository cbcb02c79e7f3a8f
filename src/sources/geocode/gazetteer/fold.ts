const spellings: Record<string, string> = {
  st: 'saint',
  ste: 'sainte',
  ft: 'fort',
  pt: 'point',
  mt: 'mount',
  harbour: 'harbor',
}

/** The words of a name without case, accents, punctuation and spelling habits: `St. Mary's` is `saint marys`. */
export function foldWords(text: string): string[] {
  const words = text
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return joinLetters(words).map((word) => (Object.hasOwn(spellings, word) ? (spellings[word] ?? word) : word))
}

/** `foldWords` as one text with single blanks. */
export const fold = (text: string): string => foldWords(text).join(' ')

// "D.C." and "U.S.A." arrive letter by letter.
function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = []
  let open = false
  for (const word of words) {
    const single = /^[a-z]$/.test(word)
    if (single && open) joined.push((joined.pop() ?? '') + word)
    else joined.push(word)
    open = single
  }
  return joined
}
