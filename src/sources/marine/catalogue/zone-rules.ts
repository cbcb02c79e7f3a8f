// Facts that follow from a zone's id by rule, so that the data file need not repeat them for every zone. scripts/zones.ts checks
// every zone of the list against these rules.
import type { Zone } from '../schema.ts'

export type ZoneKind = Zone['kind']

const folders: Record<ZoneKind, string> = {
  coastal: 'coastal',
  offshore: 'offshore',
  'high-seas': 'high_seas',
  nearshore: 'near_shore',
  'great-lakes': 'great_lakes',
}

const sameAreas: Record<string, string> = {
  AM: '075',
  AN: '073',
  GM: '077',
  LC: '094',
  LE: '096',
  LH: '093',
  LM: '092',
  LO: '097',
  LS: '091',
  PH: '059',
  PK: '058',
  PM: '065',
  PS: '061',
  PZ: '057',
  SL: '098',
}

const areaOfSame = new Map(Object.entries(sameAreas).map(([area, code]) => [code, area]))

/** True if zones with this two-letter prefix are at sea or on the Great Lakes. */
export const isMarineArea = (letters: string): boolean => Object.hasOwn(sameAreas, letters)

/** The zone of a six-digit SAME code; null for a code on land. */
export function zoneOfSameCode(code: string): string | null {
  const area = /^\d{6}$/.test(code) ? areaOfSame.get(code.slice(0, 3)) : undefined
  return area === undefined ? null : `${area}Z${code.slice(3)}`
}

/** The path of a zone's file below the text server's marine folder. */
export function textPathOf(id: string, kind: ZoneKind): string {
  const file = id.toLowerCase()
  return `${folders[kind]}/${file.slice(0, 2)}/${file}.txt`
}

/** The six-digit SAME code of a zone; null if none is assigned (offshore, high seas). */
export function sameCodeOf(id: string, kind: ZoneKind): string | null {
  const area = sameAreas[id.slice(0, 2)]
  if (!area || kind === 'offshore' || kind === 'high-seas') return null
  return area + id.slice(3)
}
