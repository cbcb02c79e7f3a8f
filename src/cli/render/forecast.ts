import type { Advisory, Forecast, Hazard, Period } from 'tributary-client'
import { ago, fromNow } from '../../core/time-words.ts'
import { seaWords, swellWords, visibilityWords, windWords } from './sea-words.ts'
import { joined, type Style } from './style.ts'
import { padded, paragraph, widthOf, withUnitsTied } from './text.ts'

/** Renders forecasts by zone: hazards first, then one line per period. */
export function renderForecasts(
  forecasts: readonly Forecast[],
  style: Style,
  { words = false }: { words?: boolean } = {},
): string[] {
  return forecasts.flatMap((forecast, index) => [
    ...(index === 0 ? [] : ['']),
    ...renderForecast(forecast, style, words),
  ])
}

function renderForecast(forecast: Forecast, style: Style, words: boolean): string[] {
  const { zone, issuedAt, expired, periods, synopsis } = forecast
  const issued = issuedAt && ago(issuedAt, style.now)
  const width = Math.min(18, Math.max(0, ...periods.map(({ name }) => widthOf(name))))
  return [
    ...zoneLine(zone, joined([zone.office, issued && `issued ${issued}`]), style),
    ...(expired ? [style.warning('  EXPIRED: the newest text there is')] : []),
    ...renderHazards(forecast, style),
    ...(words && synopsis ? paragraph(synopsis, style, '  ') : []),
    ...periods.flatMap((period) => renderPeriod(period, { style, width, words })),
  ]
}

function zoneLine(zone: { id: string; name: string }, more: string, style: Style): string[] {
  return [joined([`${style.bold(zone.id)}  ${style.bold(zone.name)}`, style.dim(more)], '  ')]
}

/** Headlines; those of a hazard are coloured. */
function renderHazards(
  { headlines, hazards }: { headlines: readonly string[]; hazards: readonly Hazard[] },
  style: Style,
): string[] {
  const named = new Map(hazards.map((hazard) => [hazard.text, hazard]))
  const told = [...new Set([...headlines, ...named.keys()])]
  return told.flatMap((text) => {
    const hazard = named.get(text)
    const lines = paragraph(text, style, hazard ? '  ⚠ ' : '  ', hazard ? '    ' : '  ')
    return lines.map(hazard ? hazardPaint(hazard.kind, style) : style.bold)
  })
}

const hazardPaint = (kind: Hazard['kind'], style: Style): ((text: string) => string) =>
  /-warning$/.test(kind) ? style.danger : style.warning

interface PeriodLook {
  style: Style
  width: number
  words: boolean
}

function renderPeriod(period: Period, { style, width, words }: PeriodLook): string[] {
  const { name, text, weather } = period
  const typed = joined([
    period.wind.map(windWords).join(', then '),
    period.seas.map(seaWords).join(', then '),
    period.waveDetail.map(swellWords).join(', '),
    period.visibilityNm && visibilityWords(period.visibilityNm),
    weather.join(', '),
  ])
  const lead = `  ${padded(name, width)}  `
  return paragraph(
    words || typed === '' ? text : withUnitsTied(typed),
    style,
    lead,
    ' '.repeat(widthOf(lead)),
  )
}

/** Renders advisories by zone; a zone without any takes one line. */
export function renderAdvisories(advisories: readonly Advisory[], style: Style): string[] {
  return advisories.flatMap(({ zone, headlines, hazards, expiresAt, expired }) => {
    const until = expiresAt && fromNow(expiresAt, style.now)
    const more = expired ? `expired ${until ?? ''}`.trim() : joined([until && `next text ${until}`])
    return headlines.length === 0
      ? [`${style.bold(zone.id)}  ${zone.name}  ${style.dim(joined(['nothing in effect', expired && more]))}`]
      : [...zoneLine(zone, more, style), ...renderHazards({ headlines, hazards }, style)]
  })
}
