// An answer, complete or not. The server renders all of it; the browser repaints the slots whose content has changed, so that
// existing content keeps its position.
import { html } from 'hono/html'
import { positionIn } from '../../core/position.ts'
import type { Html } from '../layout.ts'
import { zoneLevel } from './advisory-level.ts'
import { type AnswerState, type ExpectedZone, partOf } from './answer-state.ts'
import type { Tile } from './map/coast-tile.ts'
import { type ZoneMapInput, zoneMap } from './map/zone-map.ts'
import { placeCard } from './place-card.ts'
import { postList } from './posts.ts'
import { troubleNote } from './trouble.ts'
import { warningStrip } from './warnings.ts'
import { waterfall } from './waterfall.ts'
import { zoneCard } from './zone-card.ts'

/** The parts of the page that change independently, by element id. */
export function slotsOf(state: AnswerState, coast: readonly Tile[] | null): Map<string, Html> {
  const slots = new Map<string, Html>([
    ['slot-title', html`${state.place?.name ?? state.ask.place}`],
    ['slot-progress', progress(state)],
    ['slot-trouble', state.trouble ? troubleNote(state.trouble) : html``],
    ['slot-warnings', warningStrip(state)],
    ['slot-map', mapSlot(state, coast)],
    ['slot-place', placeCard(state)],
    ['slot-zones', zonesSlot(state, 'frame')],
    ['slot-how', waterfall(state)],
    ['slot-attribution', attribution(state)],
  ])
  for (const zone of state.zones ?? []) slots.set(`slot-zone-${zone.id}`, zoneSlot(state, zone))
  for (const name of state.ask.subreddits) slots.set(`slot-posts-${name}`, postList(state, name))
  return slots
}

/** The whole answer with its slots filled. */
export function answerView(state: AnswerState, coast: readonly Tile[] | null): Html {
  const slots = slotsOf(state, coast)
  const slot = (id: string, tag: 'div' | 'li' = 'div'): Html =>
    tag === 'li' ? html`<li id="${id}">${slots.get(id)}</li>` : html`<div id="${id}">${slots.get(id)}</div>`
  const { subreddits } = state.ask
  return html`<div class="answer-head"><h1 id="slot-title">${slots.get('slot-title')}</h1>${slot('slot-progress')}</div>
${slot('slot-trouble')}
${slot('slot-warnings')}
<div class="sea">
<section class="where" aria-label="Map and place">${slot('slot-map')}${slot('slot-place')}</section>
<section class="zones" aria-labelledby="zones-title"><h2 id="zones-title">Forecasts</h2><div id="slot-zones">${zonesSlot(state, 'filled')}</div></section>
</div>
${
  subreddits.length > 0
    ? html`<section class="posts-section" aria-labelledby="posts-title"><h2 id="posts-title">Posts</h2>
<div class="columns">${subreddits.map((name) => slot(`slot-posts-${name}`))}</div></section>`
    : ''
}
<section class="how" aria-labelledby="how"><h2 id="how">How this answer was assembled</h2>${slot('slot-how')}</section>
${slot('slot-attribution')}`
}

function progress({ phase, done, total }: AnswerState): Html {
  if (phase === 'asking') {
    return html`<label class="progress">${total > 0 ? `${done} of ${total} ${total === 1 ? 'part' : 'parts'}` : 'Loading…'} <progress max="${
      total || 1
    }" value="${done}"></progress></label>`
  }
  return html`<span class="progress">${phase === 'done' ? `${total} ${total === 1 ? 'part' : 'parts'}` : 'No answer'}</span>`
}

/** The input of the map: the place found, or the position requested; null if neither is known. */
export function mapInput(state: AnswerState): Omit<ZoneMapInput, 'coast'> | null {
  const { ask, place } = state
  const position = place ?? positionIn(ask.place)
  if (!position) return null
  const { lat, lon } = position
  const zones = (state.zones ?? []).map((zone) => {
    const forecast = state.forecasts.find((landed) => landed.zone.id === zone.id)
    return { ...zone, level: zoneLevel(forecast, alertsOf(state, zone)) }
  })
  return { place: { name: place?.name ?? ask.place, lat, lon }, zones }
}

function mapSlot(state: AnswerState, coast: readonly Tile[] | null): Html {
  const input = mapInput(state)
  if (input && state.zones && state.zones.length > 0) return zoneMap({ ...input, coast })
  // The coastline data covers only the surroundings of zones: elsewhere the map would be blank water.
  if (state.zones?.length === 0) return html`<p class="hint">No marine zone is near, so there is no map.</p>`
  if (state.phase === 'asking') return html`<div class="skeleton map-skeleton" aria-hidden="true"></div>`
  return html`<p class="hint">There is no map, because the position is not known.</p>`
}

/** The slots of the zones. As a frame it changes only when the zones become known. */
function zonesSlot(state: AnswerState, as: 'frame' | 'filled'): Html {
  const { zones, phase, ask } = state
  if (!zones) {
    if (phase !== 'asking') return html`<p>No forecast was requested, because the place is not known.</p>`
    const rows = Array.from({ length: Math.min(20, Math.max(1, ask.count || 1)) })
    return html`<ul class="zone-list" aria-hidden="true">${rows.map(
      (_, i) => html`<li><div class="skeleton zone-skeleton${i === 0 ? ' open-skeleton' : ''}"></div></li>`,
    )}</ul>`
  }
  if (zones.length === 0)
    return html`<p>No marine zone lies within 150 km, so there is no forecast of the sea.</p>`
  return html`<ul class="zone-list">${zones.map((zone) => html`<li id="slot-zone-${zone.id}">${as === 'filled' ? zoneSlot(state, zone) : ''}</li>`)}</ul>`
}

function zoneSlot(state: AnswerState, zone: ExpectedZone): Html {
  return zoneCard({
    zone,
    forecast: state.forecasts.find((landed) => landed.zone.id === zone.id),
    part: partOf(state, 'marine', zone.id),
    alerts: alertsOf(state, zone),
    isOpen: state.zones?.[0]?.id === zone.id,
    now: state.now,
  })
}

const alertsOf = ({ alerts }: AnswerState, { id }: ExpectedZone) =>
  alerts.filter(({ zones }) => zones.includes(id))

function attribution({ meta }: AnswerState): Html {
  if (!meta || meta.attribution.length === 0) return html``
  return html`<p class="hint">${meta.attribution.join(' · ')}</p>`
}
