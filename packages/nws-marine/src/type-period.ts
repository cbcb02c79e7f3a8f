import type { UntypedPeriod } from './block-periods.ts'
import type { ParsedPeriod } from './parsed.ts'
import { readPeriodText } from './read-period-text.ts'

/** Types the text of a period; `spans` adds the position of each value. */
export function typePeriod(period: UntypedPeriod, spans = false): ParsedPeriod {
  const { name, startsAt, endsAt, text, reads } = period
  if (reads === 'nothing') {
    const values = { wind: [], seas: [], waveDetail: [], visibilityNm: null, weather: [] }
    return { name, startsAt, endsAt, text, ...values, unparsed: text === '' ? [] : [text] }
  }
  const read = readPeriodText(text, { spans, isOpen: reads === 'open' })
  const { wind, seas, waveDetail, visibilityNm, weather, unparsed } = read
  const typed = { name, startsAt, endsAt, text, wind, seas, waveDetail, visibilityNm, weather, unparsed }
  return read.spans === undefined ? typed : { ...typed, spans: read.spans }
}
