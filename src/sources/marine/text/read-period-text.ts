import type { ParsedBlock } from '../schema.ts'

/** The typed values of a period's text, and what no rule understood. */
export type PeriodValues = Omit<ParsedBlock['periods'][number], 'name' | 'startsAt' | 'endsAt' | 'text'>

/** Reads the text of one period; with `spans`, tells where in it each value stands. */
export function readPeriodText(text: string, spans: boolean): PeriodValues {
  const values: PeriodValues = {
    wind: [],
    seas: [],
    waveDetail: [],
    visibilityNm: null,
    weather: [],
    unparsed: text === '' ? [] : [text],
  }
  return spans ? { ...values, spans: [] } : values
}
