import { distanceKm, type Point } from './distance.ts'
import type { ZoneRecord } from './read-zones.ts'
import { allZones } from './zones.ts'

export interface NearestOptions {
  /** Maximum number of zones. */
  readonly count: number
  /** Zones farther away than this are ignored; default 150. */
  readonly withinKm?: number
}

export interface NearZone {
  readonly zone: ZoneRecord
  readonly distanceKm: number
}

// A zone has one point, not an outline: a boat at the edge of a long zone may be nearer to the point of its neighbour. The result
// is the neighbourhood, not the zone that contains the position.
/** The zones of any kind whose points are nearest, nearest first; a zone without a longitude never matches. */
export const nearestZones = (point: Point, { count, withinKm = 150 }: NearestOptions): NearZone[] =>
  byDistance(point, allZones(), withinKm).slice(0, count)

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
