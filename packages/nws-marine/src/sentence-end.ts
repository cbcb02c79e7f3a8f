import type { Characters } from './codes.ts'
import { isAbbreviation } from './tokenize.ts'

const stop = 46
const maxAbbreviation = 2

/** The index after the full stop that ends the sentence at `from`, or the end of the text. */
export function sentenceEnd(text: Characters & Pick<string, 'indexOf'>, from: number): number {
  for (let at = text.indexOf('.', from); at >= 0; at = text.indexOf('.', at + 1)) {
    if (text.charCodeAt(at + 1) === stop) {
      // Two or more dots are a pause.
      while (text.charCodeAt(at + 1) === stop) at++
    } else if (!isWithinNumber(text, at) && !endsAbbreviation(text, at)) {
      return at + 1
    }
  }
  return text.length
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

const isWithinNumber = (text: Characters, at: number): boolean =>
  isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1))

function endsAbbreviation(text: Characters, at: number): boolean {
  let start = at
  while (start > 0 && at - start <= maxAbbreviation && isLetter(text.charCodeAt(start - 1))) start--
  return start < at && at - start <= maxAbbreviation && isAbbreviation(text, start, at)
}

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127 || code === 39
