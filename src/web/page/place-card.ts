import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { type AnswerState, partOf } from './answer-state.ts'
import { failureNote } from './failure.ts'
import { freshness } from './freshness.ts'

/** What was matched, where it is, and who says so. */
export function placeCard(state: AnswerState): Html {
  const { ask, place, now, phase } = state
  const part = state.parts.find(({ source }) => source === 'geocode') ?? partOf(state, 'geocode', ask.place)
  // When nothing else was asked, the whole answer has failed and says why above.
  if (part?.status === 'failed' && phase === 'failed') return html`<p>“${ask.place}” was not found.</p>`
  if (part?.status === 'failed') return failureNote(part, `The place “${ask.place}”`)
  if (!place) {
    return phase === 'asking'
      ? html`<div class="skeleton place-skeleton" aria-hidden="true"></div>`
      : html`<p>Where “${ask.place}” is could not be found out.</p>`
  }
  const { displayName, lat, lon, provider, attribution, kind } = place
  return html`<p class="place-name">${provider === 'caller' ? 'The position you gave' : displayName}</p>
<p class="hint">${degrees(lat, 'N', 'S')}, ${degrees(lon, 'E', 'W')}${kind && kind !== 'coordinates' ? ` · ${kind}` : ''}
${provider === 'caller' ? '' : html`· from ${provider}`} ${part ? freshness(part, now) : ''}</p>
${attribution ? html`<p class="hint">${attribution}</p>` : ''}`
}

const degrees = (value: number, positive: string, negative: string): string =>
  `${Math.abs(value).toFixed(3)}° ${value < 0 ? negative : positive}`
