import { isMarineArea, zoneOfSameCode } from '../marine/catalogue/zone-rules.ts'
import { lastSegment, type Properties } from './geojson-feature.ts'

/** Prefixes of marine zones. Land zones have ids of the same form (MDZ014). */
const isMarine = (id: string): boolean => /^[A-Z]{2}Z\d{3}$/.test(id) && isMarineArea(id.slice(0, 2))

/** The marine zones of an alert, possibly none; null if it names no zones at all. */
export function marineZones({ geocode, affectedZones }: Properties): string[] | null {
  const ids = [...geocode.UGC, ...affectedZones.map(lastSegment)].map((id) => id.trim().toUpperCase())
  // Codes of counties and marine areas are less precise than ids, so they are read only if there are no ids.
  const named = ids.length > 0 ? ids : geocode.SAME.map((code) => zoneOfSameCode(code.trim()))
  if (named.length === 0) return null
  return [...new Set(named)].filter((id) => id !== null).filter(isMarine)
}
