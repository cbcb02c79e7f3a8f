import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { type AnswerState, partOf } from './answer-state.ts'
import { failureNote } from './failure.ts'
import { freshness } from './freshness.ts'

/** The matched place, its position and its geocoder. */
export function placeCard(state: AnswerState): Html {
  const { ask, place, now, phase } = state
  const part = state.parts.find(({ source }) => source === 'geocode') ?? partOf(state, 'geocode', ask.place)
  // If no other part was requested, the whole answer has failed and the reason is shown above.
  if (part?.status === 'failed' && phase === 'failed') return html`<p>“${ask.place}” was not found.</p>`
  if (part?.status === 'failed') return failureNote(part, `The place “${ask.place}”`)
  if (!place) {
    return phase === 'asking'
      ? html`<div class="skeleton place-skeleton" aria-hidden="true"></div>`
      : html`<p>“${ask.place}” could not be located.</p>`
  }
  const { displayName, lat, lon, provider, attribution, kind } = place
  return html`<p class="place-name">${provider === 'caller' ? 'The position you gave' : displayName}</p>
<p class="hint">${degrees(lat, 'N', 'S')}, ${degrees(lon, 'E', 'W')}${kind && kind !== 'coordinates' ? ` · ${kind}` : ''}
${provider === 'caller' ? '' : html`· from ${provider}`} ${part ? freshness(part, now) : ''}</p>
${attribution ? html`<p class="hint">${attribution}</p>` : ''}`
}

const degrees = (value: number, positive: string, negative: string): string =>
  `${Math.abs(value).toFixed(3)}° ${value < 0 ? negative : positive}`
