/** Counts words in chunks of text: runs of non-blank characters with a letter or a digit. */
export interface WordCounter {
  readonly words: number
  add(text: string): void
  /** Ends the current word, as a blank does. */
  separate(): void
}

/** Whether a character is blank; faster than a regular expression per character. */
const isBlank = (code: number): boolean =>
  code <= 32 ||
  code === 0xa0 ||
  code === 0x85 ||
  code === 0x3000 ||
  (code >= 0x2000 && code <= 0x200b) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x1680

const isAsciiWord = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)

const letterOrDigit = /[\p{L}\p{N}]/u

const isWord = (text: string, at: number, code: number): boolean =>
  code < 128 ? isAsciiWord(code) : letterOrDigit.test(String.fromCodePoint(text.codePointAt(at) ?? 0))

/** Creates a counter; linear in the length of its input. */
export function createWordCounter(): WordCounter {
  let words = 0
  let isCounted = false
  return {
    get words() {
      return words
    },
    add(text) {
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at)
        if (isBlank(code)) isCounted = false
        else if (!isCounted && isWord(text, at, code)) {
          isCounted = true
          words++
        }
      }
    },
    separate() {
      isCounted = false
    },
  }
}
