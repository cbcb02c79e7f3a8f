import { html } from 'hono/html'
import { span } from '../../core/time-words.ts'
import type { Part } from '../../parts/part.ts'
import type { Alert } from '../../sources/alerts/schema.ts'
import type { Forecast, Period } from '../../sources/marine/schema.ts'
import type { Html } from '../layout.ts'
import { levelNames, swatch, zoneLevel } from './advisory-level.ts'
import type { ExpectedZone } from './answer-state.ts'
import { failureNote } from './failure.ts'
import { freshness } from './freshness.ts'
import { timeline } from './timeline.ts'
import { calendarDay, clockTime } from './times.ts'
import { bearingOf, highest, periodText, seaText, strongest, windText } from './wind-words.ts'

export interface ZoneCardInput {
  zone: ExpectedZone
  forecast: Forecast | undefined
  /** The part of its forecast; undefined until it arrives. */
  part: Part | undefined
  alerts: readonly Alert[]
  isOpen: boolean
  now: number
}

/** One zone. Closed: hazards and current wind. Open: the whole forecast. One card is open at a time. */
export function zoneCard(input: ZoneCardInput): Html {
  const { zone, forecast, part, alerts, isOpen } = input
  const level = zoneLevel(forecast, alerts)
  const state =
    part === undefined
      ? 'Loading…'
      : part.status === 'failed'
        ? html`<strong class="bad">forecast missing</strong>`
        : levelNames[level].name
  return html`<details class="zone" id="zone-${zone.id}" name="zone"${isOpen ? html` open` : ''}>
<summary>${swatch(level)}
<h3>${zone.name}</h3>
<span class="zone-state">${zone.id} · ${state}${forecast?.expired ? html` · <strong class="bad">expired</strong>` : ''}${
    part?.status === 'stale' && !forecast?.expired ? html` · <strong class="warn">stale</strong>` : ''
  }</span>
${forecast ? nowIn(forecast) : html`<span class="zone-now"></span>`}</summary>
<div class="zone-body">${bodyOf(input)}</div>
</details>`
}

function bodyOf({ zone, forecast, part, now }: ZoneCardInput): Html {
  if (part?.status === 'failed') return failureNote(part, `The forecast of ${zone.name}`)
  if (!forecast || !part) return html`<div class="skeleton chart-skeleton" aria-hidden="true"></div>`
  const prefix = `period-${zone.id}-`
  return html`${warningsOf(forecast, part, now)}
${forecast.headlines.length > 0 ? html`<ul class="headlines">${forecast.headlines.map((text) => html`<li>${text}</li>`)}</ul>` : ''}
${timeline(forecast.periods, prefix, zone.name)}
<div class="periods">${forecast.periods.map((period, i) => periodRow(period, `${prefix}${i}`))}</div>
${forecast.synopsis ? html`<p><strong>Synopsis.</strong> ${forecast.synopsis}</p>` : ''}
<p class="hint">${sourceOf(forecast, part)} ${freshness(part, now)}</p>`
}

/** A banner for a text that is out of date. */
function warningsOf({ expired, expiresAt, zone }: Forecast, { status, fetchedAt }: Part, now: number): Html {
  const when = expiresAt
    ? ` on ${calendarDay(expiresAt, zone.timeZone)}, ${clockTime(expiresAt, zone.timeZone)}`
    : ''
  if (expired) {
    return html`<p class="banner bad-banner"><strong>This forecast expired${when}.</strong> No newer text is available. Do not
rely on it: contact the office ${zone.office} or listen to weather radio.</p>`
  }
  if (status !== 'stale') return html``
  const fetched = fetchedAt
    ? html` It is <time datetime="${fetchedAt}">${span(now - Date.parse(fetchedAt))}</time> old.`
    : ''
  return html`<p class="banner warn-banner"><strong>This is the last available text.</strong>${fetched} A newer one is being
requested; search again in a moment.</p>`
}

function sourceOf({ zone, issuedAt, expiresAt }: Forecast, { provider }: Part): Html {
  const issued = issuedAt
    ? html`issued <time datetime="${issuedAt}">${clockTime(issuedAt, zone.timeZone)}</time>`
    : 'time of issue not printed'
  const until = expiresAt
    ? html`, good until <time datetime="${expiresAt}">${clockTime(expiresAt, zone.timeZone)}</time>`
    : ''
  return html`Office ${zone.office}, ${issued}${until}. From ${provider}.`
}

/** The first period at a glance. */
function nowIn({ periods }: Forecast): Html {
  const [first] = periods
  const wind = strongest(first?.wind ?? [])
  const seas = highest(first?.seas ?? [])
  const bearing = bearingOf(wind?.direction ?? null)
  return html`<span class="zone-now">${
    bearing === null
      ? ''
      : html`<svg class="mini-arrow" viewBox="-10 -10 20 20" width="20" height="20" aria-hidden="true"><path d="M0 -9L5.5 7L0 3.5L-5.5 7Z"
 transform="rotate(${(bearing + 180) % 360})"></path></svg>`
  }<span>${wind ? windText(wind) : 'no wind given'}<br>${seas ? `seas ${seaText(seas)}` : 'no seas given'}</span></span>`
}

/** The values of a period; it opens to show the original text. */
function periodRow(period: Period, id: string): Html {
  const { wind, seas } = periodText(period)
  const { name, text, weather, visibilityNm } = period
  const sight = visibilityNm ? [`visibility ${visibilityNm.min}–${visibilityNm.max} nm`] : []
  const more = [...weather, ...sight].join(', ')
  return html`<details class="words" id="${id}"><summary><strong>${name}</strong><span>${wind}</span><span>Seas ${seas}</span>${
    more ? html`<span>${more}</span>` : ''
  }</summary>
<blockquote>${text}</blockquote></details>`
}
