import type { Token } from './tokenize.ts'
import { idOf, maxWords } from './words.ts'

/** A set of words. A look-up is one array access by the number that the vocabulary gives to the word. */
export class WordSet {
  private readonly members = new Uint8Array(maxWords)

  /** `words`: in lower case, with blanks between them; new ones are added to the vocabulary. */
  constructor(words: string) {
    for (const word of words.split(' ')) this.members[idOf(word)] = 1
  }

  /** Is the word of this token in the set? */
  has({ id }: Pick<Token, 'id'>): boolean {
    return this.members[id] === 1
  }
}
