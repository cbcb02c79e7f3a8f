import type { Period, SeaStep, WindStep } from '../../sources/marine/schema.ts'

const points = 'N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW'.split(' ')

/** The direction that the wind comes from, in degrees; the middle of two joined directions; null if there is none. */
export function bearingOf(direction: string | null): number | null {
  const bearings = (direction ?? '').split('-').map((point) => points.indexOf(point) * 22.5)
  if (bearings.some((bearing) => bearing < 0)) return null
  const [first = 0, second = first] = bearings
  // From NW to NE is through north, not through south.
  const turn = ((second - first + 540) % 360) - 180
  return (first + turn / 2 + 360) % 360
}

/** `15–25`, `10`, `≤ 5`. */
export function rangeText({ min, max }: { min: number; max: number }): string {
  if (min === max) return String(max)
  return min === 0 ? `≤ ${max}` : `${min}–${max}`
}

/** `NW 15–25 kt, gusts 30`, without the values that the text lacks. */
export function windText({ direction, speedKt, gustKt }: WindStep): string {
  const from = direction === 'VARIABLE' ? 'variable' : direction
  const speed = speedKt ? `${rangeText(speedKt)} kt` : null
  const gust = gustKt === null ? '' : `, gusts ${gustKt}`
  return [from, speed].filter((text) => text !== null).join(' ') + gust
}

/** `2–3 ft`, with the occasional height. */
export function seaText({ heightFt, occasionalFt }: SeaStep): string {
  const height = heightFt ? (heightFt.max === 0 ? 'flat' : `${rangeText(heightFt)} ft`) : 'no height given'
  return occasionalFt === null ? height : `${height}, at times ${occasionalFt}`
}

/** The strongest step of a period, by gust or speed. */
export function strongest(wind: readonly WindStep[]): WindStep | undefined {
  const force = ({ gustKt, speedKt }: WindStep): number => Math.max(gustKt ?? 0, speedKt?.max ?? 0)
  return wind.reduce<WindStep | undefined>((a, b) => (a && force(a) >= force(b) ? a : b), undefined)
}

/** The highest step of a period. */
export function highest(seas: readonly SeaStep[]): SeaStep | undefined {
  const height = ({ heightFt, occasionalFt }: SeaStep): number =>
    Math.max(heightFt?.max ?? 0, occasionalFt ?? 0)
  return seas.reduce<SeaStep | undefined>((a, b) => (a && height(a) >= height(b) ? a : b), undefined)
}

/** The wind and seas of a period as text, step by step. */
export function periodText({ wind, seas }: Pick<Period, 'wind' | 'seas'>): { wind: string; seas: string } {
  const withWhen = (text: string, when: string | null): string => (when === null ? text : `${text} (${when})`)
  return {
    wind: wind.map((step) => withWhen(windText(step), step.when)).join(' → ') || 'no wind given',
    seas: seas.map((step) => withWhen(seaText(step), step.when)).join(' → ') || 'no seas given',
  }
}
