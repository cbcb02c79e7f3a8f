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
  const segments = segmentsOf(reading)
  const values: PeriodValues = {
    wind: reading.wind,
    seas: reading.seas,
    waveDetail: reading.waveDetail,
    visibilityNm: reading.visibilityNm,
    weather: reading.weather,
    unparsed: segments
      .filter(({ kind }) => kind === 'unparsed')
      .map(({ start, end }) => text.slice(start, end)),
  }
  return spans ? { ...values, spans: spansOf(segments) } : values
}

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

function spansOf(segments: readonly Segment[]): { path: string; span: [number, number] }[] {
  return segments.flatMap(({ kind, path, start, end }) =>
    kind === 'value' ? [{ path, span: [start, end] as [number, number] }] : [],
  )
}
