// A zone's forecast as a chart: one column per period, wind above, its direction in the middle, seas below. The list of periods
// has the same content as text, so the chart is hidden from screen readers.
import { html } from 'hono/html'
import type { Period, SeaStep, WindStep } from '../../sources/marine/schema.ts'
import type { Html } from '../layout.ts'
import { windLevel } from './advisory-level.ts'
import { bearingOf, rangeText } from './wind-words.ts'

const margin = 34
const wind = { top: 40, height: 104 }
const arrowsAt = 164
const sea = { top: 188, height: 60 }
const height = 262

/** The chart of a zone's periods; `prefix` begins the ids of the list entries that the columns open. */
export function timeline(periods: readonly Period[], prefix: string, zone: string): Html {
  const column = columnOf(periods.length)
  const width = margin + periods.length * column
  const knots = scale(
    periods.flatMap(({ wind }) => wind.flatMap(windFigures)),
    [25, 30, 40, 50, 65, 80, 100, 150],
  )
  const feet = scale(
    periods.flatMap(({ seas }) => seas.flatMap(seaFigures)),
    [4, 6, 10, 15, 20, 30, 50],
  )
  const atKnots = (value: number): number => wind.top + wind.height * (1 - value / knots)
  const atFeet = (value: number): number => sea.top + sea.height * (1 - value / feet)
  const left = (index: number): number => margin + index * column
  return html`<div class="timeline" tabindex="0" role="region" aria-label="Chart of wind and seas for ${zone}; the list below has the same content">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">
${periods.map(({ name }, i) =>
  isNight(name)
    ? html`<rect class="night" x="${left(i)}" y="0" width="${column}" height="${height}"></rect>`
    : '',
)}
${[10, 20, 34, 48, 64]
  .filter((value) => value < knots * 0.95)
  .map((value) => gridLine(value, atKnots(value), width))}
<text class="unit" x="${margin - 6}" y="${wind.top - 2}" text-anchor="end">kt</text>
<text class="unit" x="${margin - 6}" y="${sea.top + 8}" text-anchor="end">ft</text>
<path class="grid" d="M${margin} ${wind.top + wind.height}H${width}M${margin} ${sea.top + sea.height}H${width}"></path>
${periods.map(
  (period, i) => html`<g class="period" data-period="${prefix}${i}">
<rect class="touch" x="${left(i)}" y="0" width="${column}" height="${height}"></rect>
${nameOf(period.name, left(i) + column / 2, Math.floor(column / 7.6))}
${slots(period.wind, left(i), column).map(([step, x, w]) => windStep(step, { x, w, at: atKnots }))}
${slots(period.seas, left(i), column).map(([step, x, w]) => seaStep(step, { x, w, at: atFeet }))}
</g>`,
)}
</svg></div>`
}

interface Slot {
  x: number
  w: number
  at(value: number): number
}

/** Column width: the whole forecast fits a card on a desktop, but a column stays wide enough for its labels. */
const columnOf = (count: number): number => Math.max(74, Math.min(110, Math.floor((702 - margin) / count)))

/** The start of a step has no exact time, so the steps of a period get equal widths. */
const slots = <Step>(steps: readonly Step[], x: number, column: number): [Step, number, number][] =>
  steps.map((step, i) => [step, x + 5 + (i * (column - 10)) / steps.length, (column - 10) / steps.length])

function windStep({ direction, speedKt, gustKt }: WindStep, { x, w, at }: Slot): Html {
  const middle = x + w / 2
  const level = windLevel(Math.max(speedKt?.max ?? 0, gustKt ?? 0))
  const bar = speedKt
    ? html`<rect class="speed level-${level}" x="${one(x + 1)}" y="${one(at(speedKt.max))}" width="${one(w - 2)}" rx="2"
 height="${one(Math.max(4, at(speedKt.min) - at(speedKt.max)))}"></rect>`
    : ''
  const top = speedKt ? at(speedKt.max) : at(0)
  const gust =
    gustKt === null
      ? ''
      : html`<path class="gust" d="M${one(middle)} ${one(top)}V${one(at(gustKt))}m-6 0h12"></path>`
  const speed = speedKt ? (w < 34 ? String(speedKt.max) : rangeText(speedKt)) : ''
  const gustLabel = gustKt === null ? '' : `G${gustKt}`
  const text = w < 60 && gustKt !== null ? gustLabel : `${speed} ${gustLabel}`.trim()
  const above = one((gustKt === null ? top : at(gustKt)) - 5)
  return html`${bar}${gust}<text x="${one(middle)}" y="${above}" text-anchor="middle">${text}</text>${arrow(direction, middle)}`
}

/** An arrow that points where the wind blows to; a ring for variable wind. */
function arrow(direction: string | null, x: number): Html {
  const bearing = bearingOf(direction)
  const at = `translate(${one(x)} ${arrowsAt})`
  if (bearing === null)
    return direction === null ? html`` : html`<circle class="variable" r="5" transform="${at}"></circle>`
  return html`<path class="arrow" d="M0 -9L5.5 7L0 3.5L-5.5 7Z" transform="${at} rotate(${(bearing + 180) % 360})"></path>`
}

function seaStep({ heightFt, occasionalFt }: SeaStep, { x, w, at }: Slot): Html {
  if (!heightFt) return html``
  const [top, low] = [at(heightFt.max), at(heightFt.min)]
  const now =
    occasionalFt === null
      ? ''
      : html`<path class="occasional" d="M${one(x + 2)} ${one(at(occasionalFt))}h${one(w - 4)}"></path>`
  const above = one((occasionalFt === null ? top : at(Math.max(occasionalFt, heightFt.max))) - 4)
  const text = w < 34 ? String(heightFt.max) : rangeText(heightFt)
  return html`<rect class="swell" x="${one(x)}" y="${one(top)}" width="${one(w)}" height="${one(at(0) - top)}"></rect>
<rect class="seas" x="${one(x)}" y="${one(top)}" width="${one(w)}" height="${one(Math.max(3, low - top))}"></rect>${now}
<text x="${one(x + w / 2)}" y="${above}" text-anchor="middle">${text}</text>`
}

function gridLine(value: number, y: number, width: number): Html {
  return html`<path class="grid" d="M${margin} ${one(y)}H${width}"></path>
<text class="unit" x="${margin - 6}" y="${one(y + 4)}" text-anchor="end">${value}</text>`
}

/** The name on one line, or on two if it would overlap its neighbour. */
function nameOf(name: string, x: number, maxLength: number): Html {
  const words = name.split(' ')
  const first: string[] = []
  while (words.length > 0 && [...first, words[0]].join(' ').length <= maxLength)
    first.push(words.shift() ?? '')
  const second = words.join(' ')
  const lines = [
    first.join(' '),
    second.length > maxLength + 1 ? `${second.slice(0, maxLength)}…` : second,
  ].filter((line) => line !== '')
  return html`${lines.map(
    (line, i) => html`<text class="name" x="${x}" y="${13 + i * 13}" text-anchor="middle">${line}</text>`,
  )}`
}

const isNight = (name: string): boolean =>
  /NIGHT$|^OVERNIGHT$|EVENING$/i.test(name) && !/ AND | THROUGH /i.test(name)

const windFigures = ({ speedKt, gustKt }: WindStep): number[] => [speedKt?.max ?? 0, gustKt ?? 0]
const seaFigures = ({ heightFt, occasionalFt }: SeaStep): number[] => [heightFt?.max ?? 0, occasionalFt ?? 0]

/** The upper end of the axis: the smallest one with room above the highest value. */
function scale(figures: readonly number[], ends: readonly number[]): number {
  const needed = Math.max(0, ...figures) * 1.2
  return ends.find((end) => end >= needed) ?? needed
}

const one = (value: number): number => Math.round(value * 10) / 10
