// One search: each event updates the state, and the page is painted from the state.

import { positionIn } from '../../../core/position.ts'
import { distanceKm } from '../../../sources/marine/catalogue/distance.ts'
import { askingState, withEnvelope, withPart, withTrouble, withZones } from '../answer-state.ts'
import { answerView, mapInput, slotsOf } from '../answer-view.ts'
import { writeAsk } from '../ask.ts'
import { viewOf } from '../map/zone-map.ts'
import { loadCoast } from './coast.js'
import { announce, find } from './find.js'
import { withKey } from './key.js'
import { paint } from './paint.js'
import { readEvents } from './read-events.js'

/** @typedef {import('../answer-state.ts').AnswerState} AnswerState */
/** @typedef {import('../ask.ts').Ask} Ask */

/**
 * Searches and shows each part as it arrives, until the signal aborts.
 *
 * @param {Ask} ask
 * @param {AbortSignal} signal
 */
export async function search(ask, signal) {
  const root = find('answer', HTMLElement)
  let state = askingState(ask, Date.now())
  /** @type {import('../map/coast-tile.ts').Tile[] | null} */
  let coast = null
  /** @type {Map<string, string>} */
  const painted = new Map()
  let isDue = false

  const draw = () => {
    isDue = false
    if (signal.aborted) return
    paint(slotsOf(state, coast), painted)
  }
  /** @param {AnswerState} next */
  const become = (next) => {
    state = next
    // Parts that arrive together are painted together. A timer, because animation frames stop in background tabs.
    if (!isDue) setTimeout(draw, 20)
    isDue = true
  }

  root.classList.remove('pending')
  root.setAttribute('aria-busy', 'true')
  root.innerHTML = String(answerView(state, null))
  announce(`Searching for ${ask.place}`)
  document.title = `${ask.place} · Tributary`

  /** @param {{ lat: number, lon: number }} position */
  const expectZones = async (position) => {
    const zones = await nearestZones(position, ask.count, signal)
    if (zones !== null) become(withZones(state, zones))
    await drawCoast()
  }
  const drawCoast = async () => {
    const input = mapInput(state)
    if (!input || input.zones.length === 0 || coast !== null) return
    coast = await loadCoast(root.dataset.coast ?? '', viewOf(input).tiles, signal)
    become(state)
  }

  const position = positionIn(ask.place)
  if (position) void expectZones(position).catch(() => {})
  try {
    const response = await fetch(`/v1/briefing?${writeAsk(ask)}`, {
      signal,
      headers: withKey({ accept: 'text/event-stream' }),
    })
    if (!response.ok) become(withTrouble(state, await response.json()))
    else {
      for await (const { event, data } of readEvents(response)) {
        if (event === 'part') {
          const { part, data: piece } =
            /** @type {{ part: import('../../../parts/part.ts').Part, data: unknown }} */ (data)
          become(withPart(state, part, piece))
          if (part.source === 'geocode' && state.place) void expectZones(state.place).catch(() => {})
        }
        if (event === 'progress')
          become({ ...state, .../** @type {{ done: number, total: number }} */ (data) })
        if (event === 'done')
          become(withEnvelope(state, /** @type {import('../answer-state.ts').BriefingEnvelope} */ (data)))
        if (event === 'problem')
          become(withTrouble(state, /** @type {import('../answer-state.ts').Trouble} */ (data)))
      }
      if (state.phase === 'asking') become(withTrouble(state, cutShort))
    }
  } catch (error) {
    if (signal.aborted) return
    become(withTrouble(state, { ...cutShort, detail: `${cutShort.detail} (${String(error)})` }))
  }
  if (signal.aborted) return
  root.removeAttribute('aria-busy')
  announce(outcome(state))
  await drawCoast().catch(() => {})
}

const cutShort = {
  title: 'The answer is incomplete',
  detail:
    'The connection to the service was lost. The parts received so far are shown; search again for the rest.',
  code: 'connection',
}

/**
 * The zones that the answer will have, from the catalogue, so that each card has its position before its forecast arrives.
 *
 * @param {{ lat: number, lon: number }} position
 * @param {number} count
 * @param {AbortSignal} signal
 */
async function nearestZones({ lat, lon }, count, signal) {
  const query = new URLSearchParams({ near: `${lat},${lon}`, limit: String(count) })
  const response = await fetch(`/v1/marine/zones?${query}`, { signal, headers: withKey() })
  if (!response.ok) return null
  /** @type {{ zones: import('../answer-state.ts').ExpectedZone[] }} */
  const { zones } = await response.json()
  // As a briefing counts them: the catalogue lists the nearest zones at any distance.
  return zones.filter(
    (zone) =>
      zone.lat !== null &&
      zone.lon !== null &&
      distanceKm({ lat, lon }, { lat: zone.lat, lon: zone.lon }) <= 150,
  )
}

/** @param {AnswerState} state */
function outcome({ phase, parts, trouble, ask }) {
  if (phase === 'failed') return `No answer for ${ask.place}: ${trouble?.title ?? ''}`
  const failed = parts.filter(({ status }) => status === 'failed').length
  return `The answer for ${ask.place} is complete: ${parts.length} parts${failed > 0 ? `, ${failed} failed` : ''}`
}
