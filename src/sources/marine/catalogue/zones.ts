import type { Zone } from '../schema.ts'
import { readZones, type ZoneRecord } from './read-zones.ts'
import { zonesData } from './zones-data.ts'

// Read on first use, not on import: a process that never serves marine text does not pay, and Workers allow little
// work at start. The result never changes, so sharing it between requests is safe.
let zones: readonly ZoneRecord[] | undefined
let byId: ReadonlyMap<string, ZoneRecord> | undefined

/** Every zone of the catalogue in order of id. */
export function allZones(): readonly ZoneRecord[] {
  zones ??= readZones(zonesData)
  return zones
}

/** The zone of an upper-case id, undefined when the catalogue lacks it. */
export function zoneById(id: string): ZoneRecord | undefined {
  byId ??= new Map(allZones().map((zone) => [zone.id, zone]))
  return byId.get(id)
}

/** Whether the catalogue has the upper-case id; synopsis zones (ANZ500) are in no catalogue. */
export const knowsZone = (id: string): boolean => zoneById(id) !== undefined

/** The IANA time zone of a zone, null when it is unknown or the zone lies offshore. */
export const timeZoneOf = (id: string): string | null => zoneById(id)?.timeZone ?? null

/** The path of a zone's file below the text server's marine folder, null when the zone is unknown. */
export const textPath = (id: string): string | null => zoneById(id)?.textPath ?? null

/** The zone as an answer shows it, its text at `marineTextUrl`. */
export function toZone(record: ZoneRecord, marineTextUrl: string): Zone {
  const { textPath: path, product: _, ...facts } = record
  return { ...facts, textUrl: `${marineTextUrl.replace(/\/+$/, '')}/${path}` }
}
