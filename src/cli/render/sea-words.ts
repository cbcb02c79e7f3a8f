// Short texts of forecast values, for tables.
import type { Range, SeaStep, WaveDetail, WindStep } from 'tributary-client'

/** `10-15`, `10`, or a dash if there is no number. */
function rangeWords(range: Range | null): string {
  if (range === null) return '–'
  return range.min === range.max ? String(range.max) : `${range.min}-${range.max}`
}

/** `W-NW 15-25 kt gust 30 (late)`. */
export const windWords = ({ direction, speedKt, gustKt, when }: WindStep): string =>
  `${direction === null ? '' : `${direction} `}${speedKt === null ? 'light' : `${rangeWords(speedKt)} kt`}` +
  `${gustKt === null ? '' : ` gust ${gustKt}`}${whenWords(when)}`

/** `2-3 ft occ. 5 at 6 s (after midnight)`. */
export const seaWords = ({ heightFt, occasionalFt, dominantPeriodS, when }: SeaStep): string =>
  `${rangeWords(heightFt)} ft${occasionalFt === null ? '' : ` occ. ${occasionalFt}`}` +
  `${dominantPeriodS === null ? '' : ` at ${dominantPeriodS} s`}${whenWords(when)}`

/** `SE swell 2 ft at 5 s`. */
export const swellWords = ({ direction, heightFt, periodS }: WaveDetail): string =>
  `${direction === null ? '' : `${direction} `}swell ${rangeWords(heightFt)} ft${periodS === null ? '' : ` at ${periodS} s`}`

/** `visibility 1-3 nm`. */
export const visibilityWords = (range: Range): string => `visibility ${rangeWords(range)} nm`

const whenWords = (when: string | null): string => (when === null ? '' : ` (${when})`)
