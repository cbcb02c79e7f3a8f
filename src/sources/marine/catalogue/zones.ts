import type { Zone } from '../schema.ts'
import { readZones, type ZoneRecord } from './read-zones.ts'
import { zonesData } from './zones-data.ts'

// Read on first use, not on import: a process that serves no marine text does not pay for it, and Workers allow little work at
// start. The result never changes, so requests may share it.
let zones: readonly ZoneRecord[] | undefined
let byId: ReadonlyMap<string, ZoneRecord> | undefined

/** Every zone of the catalogue in order of id. */
export function allZones(): readonly ZoneRecord[] {
  zones ??= readZones(zonesData)
  return zones
}

/** The zone of an upper-case id; undefined if the catalogue lacks it. */
export function zoneById(id: string): ZoneRecord | undefined {
  byId ??= new Map(allZones().map((zone) => [zone.id, zone]))
  return byId.get(id)
}

/** Whether the catalogue has the upper-case id. Synopsis zones (ANZ500) are in no catalogue. */
export const knowsZone = (id: string): boolean => zoneById(id) !== undefined

/** The IANA time zone of a zone; null if it is unknown or the zone is offshore. */
export const timeZoneOf = (id: string): string | null => zoneById(id)?.timeZone ?? null

/** The path of a zone's file below the text server's marine folder; null if the zone is unknown. */
export const textPath = (id: string): string | null => zoneById(id)?.textPath ?? null

/** The zone as it is served; its text is below `marineTextUrl`. */
export function toZone(record: ZoneRecord, marineTextUrl: string): Zone {
  const { textPath: path, product: _, ...facts } = record
  return { ...facts, textUrl: `${marineTextUrl.replace(/\/+$/, '')}/${path}` }
}
