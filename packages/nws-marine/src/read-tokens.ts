import { readSentence } from './read-sentence.ts'
import { Reading } from './reading.ts'
import { type Token, TokenType } from './tokenize.ts'

/** Reads tokens sentence by sentence; `isOpen`: the last one counts only when a full stop ends it. */
export function readTokens(
  text: string,
  tokens: readonly Token[],
  { isTraced = false, isOpen = false } = {},
): Reading {
  const reading = new Reading(text, tokens, { isTraced })
  readSentences(reading, isOpen)
  return reading
}

/** Reads the sentences of a reading. */
export function readSentences(reading: Reading, isOpen = false): void {
  const { tokens } = reading
  let start = 0
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]?.type !== TokenType.stop) continue
    // "Seas 2 ft" may have gone on with "or less".
    if (at === tokens.length && isOpen) break
    readSentence(reading, start, at)
    // The full stop after unread tokens belongs to them.
    if (at < tokens.length && (at === start || reading.isRead(at - 1))) reading.connect(at, at + 1)
    start = at + 1
  }
}

/** The parts of the text that no reader accepted. */
export function unreadOf(reading: Reading): string[] {
  const found: string[] = []
  for (let at = 0; at < reading.tokens.length; at++) {
    if (reading.isRead(at)) continue
    const from = at
    while (at < reading.tokens.length && !reading.isRead(at)) at++
    found.push(reading.printed(from, at))
  }
  return found
}
