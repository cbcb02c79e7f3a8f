import type { ParsedBlock } from '../schema.ts'
import { readSentence } from './read-sentence.ts'
import { Reading } from './reading.ts'
import { type Segment, segmentsOf } from './segments.ts'
import { type Token, TokenType, tokenize } from './tokenize.ts'

/** The typed values of a period's text, and what no rule understood. */
export type PeriodValues = Omit<ParsedBlock['periods'][number], 'name' | 'startsAt' | 'endsAt' | 'text'>

/** How a period's text is read. */
export interface PeriodTextOptions {
  /** Tell where in the text each value stands? */
  spans?: boolean
  /** May the product have gone on where the text ends? Its last sentence is then read only if it is complete. */
  isOpen?: boolean
}

/** Reads the text of one period. */
export function readPeriodText(
  text: string,
  { spans = false, isOpen = false }: PeriodTextOptions = {},
): PeriodValues {
  const reading = readTokens(text, tokenize(text), { isTraced: spans, isOpen })
  const values: PeriodValues = {
    wind: exactly(reading.wind),
    seas: exactly(reading.seas),
    waveDetail: exactly(reading.waveDetail),
    visibilityNm: reading.visibilityNm,
    weather: exactly(reading.weather),
    unparsed: unreadOf(reading),
  }
  return spans ? { ...values, spans: spansOf(segmentsOf(reading)) } : values
}

// A list that has grown has room for seventeen. These are kept for hours.
const exactly = <Item>(list: Item[]): Item[] => (list.length === 0 ? list : list.slice())

/** Reads tokens sentence by sentence. */
export function readTokens(
  text: string,
  tokens: readonly Token[],
  { isTraced = false, isOpen = false } = {},
): Reading {
  const reading = new Reading(text, tokens, isTraced)
  let start = 0
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]?.type !== TokenType.stop) continue
    // "Seas 2 ft" may have gone on with "or less".
    if (at === tokens.length && isOpen) break
    readSentence(reading, start, at)
    // The stop of a sentence that ends in something unread belongs to that.
    if (at < tokens.length && (at === start || reading.isRead(at - 1))) reading.connect(at, at + 1)
    start = at + 1
  }
  return reading
}

function unreadOf(reading: Reading): string[] {
  const found: string[] = []
  for (let at = 0; at < reading.tokens.length; at++) {
    if (reading.isRead(at)) continue
    const from = at
    while (at < reading.tokens.length && !reading.isRead(at)) at++
    found.push(reading.printed(from, at))
  }
  return found
}

function spansOf(segments: readonly Segment[]): { path: string; span: [number, number] }[] {
  return segments.flatMap(({ kind, path, start, end }) =>
    kind === 'value' ? [{ path, span: [start, end] as [number, number] }] : [],
  )
}
