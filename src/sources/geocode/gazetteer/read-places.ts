import { fold } from './fold.ts'

/** A place of the gazetteer with what ranks it. */
export interface PlaceRecord {
  readonly name: string
  /** Two letters. */
  readonly stateCode: string
  readonly state: string
  readonly lat: number
  readonly lon: number
  /** Approximate, for ranking only; 0 if it is not a settlement. */
  readonly thousands: number
  readonly kind: string
  /** Whether the bare name more likely means a place elsewhere in the world. */
  readonly needsState: boolean
}

/** The gazetteer by folded name and by folded state; each list of places begins with the most populous. */
export interface Gazetteer {
  readonly places: readonly PlaceRecord[]
  readonly byName: ReadonlyMap<string, readonly PlaceRecord[]>
  /** Codes, names and other spellings of states, folded, to the code. */
  readonly states: ReadonlyMap<string, string>
}

/** Reads the lines of the data file. */
export function readPlaces(data: string): Gazetteer {
  const places: PlaceRecord[] = []
  const byName = new Map<string, PlaceRecord[]>()
  const states = new Map<string, string>()
  let [stateCode, state] = ['', '']
  for (const line of data.split('\n')) {
    const [first = '', second = '', third = '', fourth = '', kind = ''] = line.split('|')
    if (first.startsWith('#')) {
      stateCode = first.slice(1)
      state = second
      for (const name of [stateCode, state, ...third.split(';')]) states.set(fold(name), stateCode)
      continue
    }
    const names = first.replace(/^\*/, '').split(';')
    const place: PlaceRecord = {
      name: names[0] ?? '',
      stateCode,
      state,
      lat: Number(second),
      lon: Number(third),
      thousands: Number(fourth),
      kind: kind || settlementKind(Number(fourth)),
      needsState: first.startsWith('*'),
    }
    places.push(place)
    for (const name of names) {
      const key = fold(name)
      byName.set(key, [...(byName.get(key) ?? []), place])
    }
  }
  for (const namesakes of byName.values()) namesakes.sort((a, b) => b.thousands - a.thousands)
  states.delete('')
  return { places, byName, states }
}

const settlementKind = (thousands: number): string =>
  thousands >= 50 ? 'city' : thousands >= 5 ? 'town' : 'village'
