// The last resort among geocoders: it answers only what is certain. Every word of a query must be understood: a name of the gazetteer, then
// optionally a state, a ZIP code and the country.
import { foldWords } from './fold.ts'
import { placesData } from './places-data.ts'
import { type Gazetteer, type PlaceRecord, readPlaces } from './read-places.ts'

/** A place as the gazetteer answers it. */
export interface GazetteerPlace {
  readonly name: string
  /** `Annapolis, Maryland, United States`. */
  readonly displayName: string
  readonly lat: number
  readonly lon: number
  readonly countryCode: 'us'
  /** city, town, village, harbour, cape, island, inlet, bay, beach. */
  readonly kind: string
  /** True if the query names the state; otherwise the name may mean a better known place elsewhere. */
  readonly isCertain: boolean
}

const countries = new Set(['usa', 'us', 'united states', 'united states of america', 'america'])
const maxQuery = 200

// Read on first use: most processes never need the last resort. It never changes, so requests may share it.
let shared: Gazetteer | undefined

function gazetteer(): Gazetteer {
  shared ??= readPlaces(placesData)
  return shared
}

/** The code of a US state by its folded code, name or other spelling. */
export const stateCodeOf = (folded: string): string | undefined => gazetteer().states.get(folded)

/** The place that a query names, with its state or without; null when unknown or better known elsewhere. */
export function findPlace(query: string): GazetteerPlace | null {
  if (query.length > maxQuery) return null
  const [head = [], ...tail] = query.split(',').map(foldWords)
  // The longest name first, so that the last words of "Port Washington" are not taken for a state.
  for (let cut = head.length; cut > 0; cut--) {
    const namesakes = gazetteer().byName.get(head.slice(0, cut).join(' '))
    const where = namesakes && readWhere([...head.slice(cut), ...tail.flat()])
    const place = namesakes && where && choose(namesakes, where)
    if (place) return { ...answerOf(place), isCertain: where.state !== undefined }
  }
  return null
}

interface Where {
  readonly state: string | undefined
  readonly country: boolean
}

function readWhere(words: readonly string[]): Where | undefined {
  const { states } = gazetteer()
  const stateLength = [4, 3, 2, 1].find((length) => states.has(words.slice(0, length).join(' '))) ?? 0
  const state = states.get(words.slice(0, stateLength).join(' '))
  const zipLength = state === undefined ? 0 : zipWords(words.slice(stateLength))
  const rest = words.slice(stateLength + zipLength).join(' ')
  return rest === '' || countries.has(rest) ? { state, country: rest !== '' } : undefined
}

const zipWords = ([zip = '', plusFour = '']: readonly string[]): number =>
  !/^\d{5}$/.test(zip) ? 0 : /^\d{4}$/.test(plusFour) ? 2 : 1

function choose(namesakes: readonly PlaceRecord[], { state, country }: Where): PlaceRecord | undefined {
  if (state !== undefined) return namesakes.find((place) => place.stateCode === state)
  if (!country && namesakes.some((place) => place.needsState)) return undefined
  return namesakes[0]
}

const answerOf = ({ name, state, lat, lon, kind }: PlaceRecord): Omit<GazetteerPlace, 'isCertain'> => ({
  name,
  displayName: `${name}, ${state}, United States`,
  lat,
  lon,
  countryCode: 'us',
  kind,
})
