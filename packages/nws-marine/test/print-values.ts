import type { PeriodValues } from '../src/read-period-text.ts'

type Range = { min: number; max: number } | null

/** The values of a period on one line, for tests: `W SE 10-15 G20 [late] | … / S 2-4 occ 5 @8 / D NW 6 @10 / V 0-1 / X rain / U left over`. */
export function printValues(values: PeriodValues): string {
  const wind = values.wind.map(
    ({ direction, speedKt, gustKt, when }) =>
      `${direction ?? '?'} ${range(speedKt)}${gustKt === null ? '' : ` G${gustKt}`}${at(when)}`,
  )
  const seas = values.seas.map(
    ({ heightFt, occasionalFt, dominantPeriodS, when }) =>
      `${range(heightFt)}${occasionalFt === null ? '' : ` occ ${occasionalFt}`}${seconds(dominantPeriodS)}${at(when)}`,
  )
  const detail = values.waveDetail.map(
    ({ direction, heightFt, periodS }) => `${direction ?? '?'} ${range(heightFt)}${seconds(periodS)}`,
  )
  const visibility = values.visibilityNm === null ? [] : [range(values.visibilityNm)]
  return [
    list('W', wind),
    list('S', seas),
    list('D', detail),
    list('V', visibility),
    list('X', values.weather),
    list('U', values.unparsed),
  ]
    .filter((part) => part !== '')
    .join(' / ')
}

function list(letter: string, parts: readonly string[]): string {
  return parts.length === 0 ? '' : `${letter} ${parts.join(' | ')}`
}

function range(value: Range): string {
  if (value === null) return '?'
  return value.min === value.max ? String(value.min) : `${value.min}-${value.max}`
}

function seconds(value: number | null): string {
  return value === null ? '' : ` @${value}`
}

function at(when: string | null): string {
  return when === null ? '' : ` [${when}]`
}
