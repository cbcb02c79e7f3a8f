import { type Token, tokenize } from '../src/tokenize.ts'

type Reader = (tokens: readonly Token[], at: number, end: number) => number

/** What a phrase reader takes from the start of a text, as printed; "" when it takes nothing. */
export function takenBy(reader: Reader, text: string): string {
  const tokens = tokenize(text)
  const last = tokens[reader(tokens, 0, tokens.length) - 1]
  return last === undefined ? '' : text.slice(0, last.end)
}
