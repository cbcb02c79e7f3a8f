import { distanceKm, type Point } from './distance.ts'
import type { ZoneRecord } from './read-zones.ts'
import { allZones } from './zones.ts'

export interface NearZone {
  readonly zone: ZoneRecord
  readonly distanceKm: number
}

/** Zones farther away than this are not near. */
const nearKm = 150

// A zone has one point, not an outline: a boat at the edge of a long zone may be nearer to the point of its neighbour. The result
// is the neighbourhood, not the zone that contains the position.
/** At most `count` zones of any kind whose points are nearest, nearest first; a zone without a longitude never matches. */
export const nearestZones = (point: Point, count: number): NearZone[] =>
  byDistance(point, allZones(), nearKm).slice(0, count)

/** The zones with a position within a distance, nearest first; equal distances in order of id. */
export function byDistance(point: Point, zones: readonly ZoneRecord[], withinKm = Infinity): NearZone[] {
  const near: NearZone[] = []
  for (const zone of zones) {
    if (zone.lat === null || zone.lon === null) continue
    const km = distanceKm(point, { lat: zone.lat, lon: zone.lon })
    if (km <= withinKm) near.push({ zone, distanceKm: km })
  }
  return near.sort((a, b) => a.distanceKm - b.distanceKm || (a.zone.id < b.zone.id ? -1 : 1))
}
