import type { ParsedBlock } from '../schema.ts'
import { readSentence } from './read-sentence.ts'
import { Reading } from './reading.ts'
import { type Segment, segmentsOf } from './segments.ts'
import { type Token, TokenType, tokenize } from './tokenize.ts'

/** The typed values of a period's text, and what no rule understood. */
export type PeriodValues = Omit<ParsedBlock['periods'][number], 'name' | 'startsAt' | 'endsAt' | 'text'>

/** Reads the text of one period; with `spans`, tells where in it each value stands. */
export function readPeriodText(text: string, spans: boolean): PeriodValues {
  const reading = readTokens(text, tokenize(text), spans)
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

/** Reads tokens sentence by sentence; a sentence never looks back into the one before it. */
export function readTokens(text: string, tokens: readonly Token[], traced: boolean): Reading {
  const reading = new Reading(text, tokens, traced)
  let start = 0
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && tokens[at]?.type !== TokenType.stop) continue
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
