import { cursorFor, type Position, readCursor } from './cursor.ts'
import type { Point } from './distance.ts'
import { byDistance } from './nearest-zones.ts'
import type { ZoneRecord } from './read-zones.ts'
import { allZones } from './zones.ts'

export interface ZoneSearch {
  /** Words that must all occur in the id or name; case and accents do not count. */
  readonly q?: string | undefined
  /** Prefix of the id (`ANZ`, `anz5`). */
  readonly prefix?: string | undefined
  /** Three letters of the issuing office. */
  readonly office?: string | undefined
  /** Sorts by distance from this position instead of by id; zones without a longitude then never match. */
  readonly near?: Point | undefined
  /** Zones per page; default 50. */
  readonly limit?: number | undefined
  /** The `nextCursor` of the previous page, of the same search. */
  readonly cursor?: string | undefined
}

export type ZonePage =
  | { readonly ok: true; readonly zones: readonly ZoneRecord[]; readonly nextCursor: string | null }
  | { readonly ok: false; readonly fault: 'cursor' }

/** One page of the zones that match the whole search. A cursor of another search, or a made-up one, is an error. */
export function searchZones(search: ZoneSearch): ZonePage {
  const { near, limit = 50, cursor } = search
  const query = describe(search)
  const after = cursor === undefined ? null : readCursor(cursor, query)
  if (after === undefined) return { ok: false, fault: 'cursor' }

  const matches = allZones().filter(matcher(search))
  const ordered = near ? nearFirst(near, matches) : matches.map((zone) => ({ zone, metres: 0 }))
  const rest = after ? ordered.filter(({ zone, metres }) => isAfter({ id: zone.id, metres }, after)) : ordered
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const nextCursor =
    last && rest.length > limit ? cursorFor({ id: last.zone.id, metres: last.metres }, query) : null
  return { ok: true, zones: page.map(({ zone }) => zone), nextCursor }
}

// Whole metres, so that a cursor is valid on another runtime whose sine differs in the last digit.
const nearFirst = (near: Point, zones: readonly ZoneRecord[]) =>
  byDistance(near, zones)
    .map(({ zone, distanceKm }) => ({ zone, metres: Math.round(distanceKm * 1000) }))
    .sort((a, b) => a.metres - b.metres || (a.zone.id < b.zone.id ? -1 : 1))

const isAfter = (one: Position, other: Position): boolean =>
  one.metres === other.metres ? one.id > other.id : one.metres > other.metres

function matcher({ q = '', prefix = '', office = '' }: ZoneSearch): (zone: ZoneRecord) => boolean {
  const words = wordsOf(q)
  if (words.length === 0 && q.trim() !== '') return () => false
  const [start, issuer] = [prefix.trim().toUpperCase(), office.trim().toUpperCase()]
  return (zone) => {
    if (!zone.id.startsWith(start) || (issuer !== '' && zone.office !== issuer)) return false
    if (words.length === 0) return true
    const text = textOf(zone)
    return words.every((word) => text.includes(word))
  }
}

// Folding 698 names is most of a search, and they never change.
const texts = new WeakMap<ZoneRecord, string>()

function textOf(zone: ZoneRecord): string {
  const known = texts.get(zone)
  if (known !== undefined) return known
  const text = wordsOf(`${zone.id} ${zone.name}`).join(' ')
  texts.set(zone, text)
  return text
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

const describe = ({ q = '', prefix = '', office = '', near }: ZoneSearch): string =>
  [wordsOf(q).join(' '), prefix.trim().toUpperCase(), office.trim().toUpperCase(), near?.lat, near?.lon].join(
    '|',
  )
