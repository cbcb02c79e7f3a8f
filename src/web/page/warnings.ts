import { html } from 'hono/html'
import type { Hazard } from '../../sources/marine/schema.ts'
import type { Html } from '../layout.ts'
import { type Level, levelNames, levelOf, levels } from './advisory-level.ts'
import type { AnswerState } from './answer-state.ts'
import { clockTime } from './times.ts'

/** One hazard and its zones. An alert and a forecast headline for the same hazard are one warning. */
export interface Warning {
  title: string
  level: Level
  zones: string[]
  until: string | null
  /** The texts of the weather service, without duplicates. */
  texts: string[]
}

/** Everything in effect, worst first. */
export function warningsIn(state: Pick<AnswerState, 'alerts' | 'forecasts' | 'zones'>): Warning[] {
  const shown = new Set((state.zones ?? []).map(({ id }) => id))
  const found = new Map<string, Warning>()
  const add = (title: string, zones: readonly string[], until: string | null, text: string): void => {
    const known = found.get(title) ?? { title, level: levelOf(title), zones: [], until: null, texts: [] }
    found.set(title, {
      ...known,
      zones: [...new Set([...known.zones, ...zones.filter((zone) => shown.has(zone))])].sort(),
      until: until !== null && (known.until === null || until > known.until) ? until : known.until,
      texts: [...new Set([...known.texts, text])],
    })
  }
  for (const { event, zones, ends, headline, description } of state.alerts) {
    add(event, zones, ends, [headline, description].filter(Boolean).join('\n'))
  }
  for (const { zone, hazards } of state.forecasts) {
    for (const hazard of hazards) add(titleOf(hazard), [zone.id], hazard.until, hazard.text)
  }
  return [...found.values()].sort((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level))
}

/** The title that an alert would have (`Gale Warning`); the text itself if the kind is `other`. */
const titleOf = ({ kind, text }: Hazard): string =>
  kind === 'other'
    ? text
    : kind.replace(/(^|-)([a-z])/g, (_, dash, letter) => (dash ? ' ' : '') + letter.toUpperCase())

/** The strip at the top: what is in effect, or that nothing is. */
export function warningStrip(state: AnswerState): Html {
  const warnings = warningsIn(state)
  const timeZone = state.zones?.[0]?.timeZone ?? null
  const lost = state.parts.some(({ source, status }) => source === 'alerts' && status === 'failed')
  const gap = lost
    ? html`<p class="calm warn-banner"><strong>Alerts are not available for every zone</strong>, so there may be more than shown here.
The failed parts are listed under <a href="#how">How this answer was assembled</a>.</p>`
    : ''
  if (warnings.length > 0) {
    return html`<ul class="warnings">${warnings.map((warning) => warningItem(warning, timeZone))}</ul>${gap}`
  }
  if (state.phase === 'asking') return html`<p class="calm">Looking for watches and warnings…</p>`
  if (lost) return html`${gap}`
  if (state.zones === null)
    return html`<p class="calm">No alerts were requested, because the place is not known.</p>`
  if (state.zones.length === 0)
    return html`<p class="calm">No marine zone is near, so there are no marine warnings.</p>`
  return html`<p class="calm">No watch, warning or advisory in effect in these zones.</p>`
}

function warningItem({ title, level, zones, until, texts }: Warning, timeZone: string | null): Html {
  const end = until
    ? html` <span>until <time datetime="${until}">${clockTime(until, timeZone)}</time></span>`
    : ''
  return html`<li class="warning level-${level}"><details><summary><span class="mark" aria-hidden="true">${levelNames[level].mark}</span>
<strong>${title}</strong>${end} <span class="warning-zones">${zones.join(', ')}</span></summary>
${texts.map((text) => html`<p>${text}</p>`)}</details></li>`
}
