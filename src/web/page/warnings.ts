import { html } from 'hono/html'
import type { Hazard } from '../../sources/marine/schema.ts'
import type { Html } from '../layout.ts'
import { type Level, levelMarks, levelOf, levels } from './advisory-level.ts'
import type { AnswerState } from './answer-state.ts'
import { clockTime } from './times.ts'

/** One hazard over the zones that have it: an alert and a forecast's headline for the same thing are one warning. */
export interface Warning {
  title: string
  level: Level
  zones: string[]
  until: string | null
  /** What the weather service says, each text once. */
  texts: string[]
}

/** Everything in effect, the worst first. */
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

/** `gale-warning` as an alert writes it; what has no kind is called by its own words. */
const titleOf = ({ kind, text }: Hazard): string =>
  kind === 'other'
    ? text
    : kind.replace(/(^|-)([a-z])/g, (_, dash, letter) => (dash ? ' ' : '') + letter.toUpperCase())

/** The strip above everything else: what is in effect, or that nothing is. */
export function warningStrip(state: AnswerState): Html {
  const warnings = warningsIn(state)
  const timeZone = state.zones?.[0]?.timeZone ?? null
  const lost = state.parts.some(({ source, status }) => source === 'alerts' && status === 'failed')
  const gap = lost
    ? html`<p class="calm warn-banner"><strong>Alerts could not be had for every zone</strong>, so there may be more than is shown here.
The failed parts are listed under <a href="#how">How this answer was assembled</a>.</p>`
    : ''
  if (warnings.length > 0) {
    return html`<ul class="warnings">${warnings.map((warning) => warningItem(warning, timeZone))}</ul>${gap}`
  }
  if (state.phase === 'asking') return html`<p class="calm">Looking for watches and warnings…</p>`
  if (lost) return html`${gap}`
  if (state.zones === null)
    return html`<p class="calm">Where this is is not known, so no warning could be looked for.</p>`
  if (state.zones.length === 0)
    return html`<p class="calm">No sea zone is near, so there is no marine warning.</p>`
  return html`<p class="calm">No watch, warning or advisory in effect in these zones.</p>`
}

function warningItem({ title, level, zones, until, texts }: Warning, timeZone: string | null): Html {
  const end = until
    ? html` <span>until <time datetime="${until}">${clockTime(until, timeZone)}</time></span>`
    : ''
  return html`<li class="warning level-${level}"><details><summary><span class="mark" aria-hidden="true">${levelMarks[level]}</span>
<strong>${title}</strong>${end} <span class="warning-zones">${zones.join(', ')}</span></summary>
${texts.map((text) => html`<p>${text}</p>`)}</details></li>`
}
