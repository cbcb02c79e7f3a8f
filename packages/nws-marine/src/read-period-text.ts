import type { ParsedPeriod } from './parsed.ts'
import { readPassage } from './read-passage.ts'
import { readTokens } from './read-tokens.ts'
import { type Segment, segmentsOf } from './segments.ts'
import { tokenize } from './tokenize.ts'

/** The typed values of a period's text, and what no rule understood. */
export type PeriodValues = Omit<ParsedPeriod, 'name' | 'startsAt' | 'endsAt' | 'text'>

/** How a period's text is read. */
export interface PeriodTextOptions {
  /** Report the position of each value in the text? */
  spans?: boolean
  /** Is the product cut off at the end of the text? The last sentence is then read only if a full stop ends it. */
  isOpen?: boolean
}

/** Reads the text of one period. Equal sentences share their values, which are frozen. */
export function readPeriodText(
  text: string,
  { spans = false, isOpen = false }: PeriodTextOptions = {},
): PeriodValues {
  const { wind, seas, waveDetail, visibilityNm, weather, unparsed } = readPassage(text, isOpen)
  const values = { wind, seas, waveDetail, visibilityNm, weather, unparsed }
  if (!spans) return values
  return {
    ...values,
    spans: spansOf(segmentsOf(readTokens(text, tokenize(text), { isTraced: true, isOpen }))),
  }
}

function spansOf(segments: readonly Segment[]): { path: string; span: [number, number] }[] {
  return segments.flatMap(({ kind, path, start, end }) =>
    kind === 'value' ? [{ path, span: [start, end] as [number, number] }] : [],
  )
}
