// The state of one answer: the same value whether a browser received it part by part or the server gathered it at once.
// Everything on the page is rendered from it.
import type { Envelope, Part } from '../../parts/part.ts'
import type { Alert } from '../../sources/alerts/schema.ts'
import type { Place } from '../../sources/geocode/schema.ts'
import type { Forecast } from '../../sources/marine/schema.ts'
import type { Post } from '../../sources/reddit/schema.ts'
import type { Ask } from './ask.ts'

/** A zone whose forecast was requested, whether it has arrived or not. */
export interface ExpectedZone {
  id: string
  name: string
  lat: number | null
  lon: number | null
  timeZone: string | null
}

export interface BriefingData {
  place: Place | null
  marine: Forecast[]
  alerts: Alert[]
  reddit: { subreddit: string; posts: Post[] }[]
}

export interface BriefingEnvelope extends Envelope {
  data: BriefingData
}

export interface Trouble {
  title: string
  detail: string
  code: string
  errors?: { name: string; message: string }[] | undefined
  parts?: Part[] | undefined
}

export interface AnswerState {
  ask: Ask
  /** `asking` until the last event. */
  phase: 'asking' | 'done' | 'failed'
  done: number
  total: number
  place: Place | null
  /** Nearest first; null until they are known. */
  zones: readonly ExpectedZone[] | null
  parts: readonly Part[]
  forecasts: readonly Forecast[]
  alerts: readonly Alert[]
  reddit: readonly { subreddit: string; posts: readonly Post[] }[]
  meta: Envelope['meta'] | null
  trouble: Trouble | null
  /** The time that ages are relative to, epoch ms. */
  now: number
}

/** The state before any part has arrived. */
export const askingState = (ask: Ask, now: number): AnswerState => ({
  ask,
  phase: 'asking',
  done: 0,
  total: 0,
  place: null,
  zones: null,
  parts: [],
  forecasts: [],
  alerts: [],
  reddit: [],
  meta: null,
  trouble: null,
  now,
})

/** The state with one more part. */
export function withPart(state: AnswerState, part: Part, data: unknown): AnswerState {
  const next = { ...state, parts: [...state.parts, part] }
  if (data === null) return next
  if (part.source === 'geocode') return { ...next, place: data as Place }
  if (part.source === 'marine') return { ...next, forecasts: [...state.forecasts, data as Forecast] }
  if (part.source === 'alerts') return { ...next, alerts: distinct([...state.alerts, ...(data as Alert[])]) }
  if (part.source !== 'reddit') return next
  return { ...next, reddit: [...state.reddit, { subreddit: part.key, posts: data as Post[] }] }
}

/** The state with the whole envelope, which replaces the collected parts. */
export function withEnvelope(state: AnswerState, { data, parts, meta }: BriefingEnvelope): AnswerState {
  const { place, marine, alerts, reddit } = data
  const total = parts.length
  const known = [...(state.zones ?? []), ...marine.map(({ zone }) => zone)]
  const zones = place ? zonesIn(parts, known) : null
  const landed = { place, zones, forecasts: marine, alerts, reddit }
  // These times are from the service's clock. The browser's clock may be wrong, and new data would look hours old.
  const now = Date.parse(meta.generatedAt)
  return { ...state, ...landed, phase: 'done', done: total, total, parts, meta, now }
}

/** The state with the reason why there is no answer. The requested parts are kept, because they have details. */
export function withTrouble(state: AnswerState, trouble: Trouble): AnswerState {
  const parts = trouble.parts ?? state.parts
  const asked = zonesIn(parts, state.zones ?? [])
  return { ...state, phase: 'failed', parts, zones: asked.length > 0 ? asked : state.zones, trouble }
}

/** The zones in the order of their parts, with their catalogue data if known. */
function zonesIn(parts: readonly Part[], known: readonly ExpectedZone[]): ExpectedZone[] {
  const byId = new Map(known.map((zone) => [zone.id, zone]))
  return parts.filter(({ source }) => source === 'marine').map(({ key }) => byId.get(key) ?? unnamedZone(key))
}

/** A zone of which only the id is known. */
export const unnamedZone = (id: string): ExpectedZone => ({
  id,
  name: id,
  lat: null,
  lon: null,
  timeZone: null,
})

/** The state with catalogue data: the zones, or, once the answer has named them, their names and positions. */
export function withZones(state: AnswerState, catalogued: readonly ExpectedZone[]): AnswerState {
  if (state.zones === null) return state.phase === 'asking' ? { ...state, zones: catalogued } : state
  const byId = new Map(catalogued.map((zone) => [zone.id, zone]))
  return { ...state, zones: state.zones.map((zone) => byId.get(zone.id) ?? zone) }
}

/** The part of a source and key; undefined until it arrives. */
export const partOf = (state: AnswerState, source: string, key: string): Part | undefined =>
  state.parts.find((part) => part.source === source && part.key === key)

/** An alert for several zones comes with each of them. */
const distinct = (alerts: readonly Alert[]): Alert[] => [
  ...new Map(alerts.map((alert) => [alert.id, alert])).values(),
]
