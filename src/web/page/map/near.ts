import { distanceKm } from '../../../sources/marine/catalogue/distance.ts'
import type { ExpectedZone } from '../answer-state.ts'
import type { Position } from './map-view.ts'

/** The zones that a briefing counts as near. The catalogue lists the nearest zones at any distance. */
export const nearestZonesWithinKm = (
  zones: readonly ExpectedZone[],
  position: Position,
  withinKm: number,
): ExpectedZone[] =>
  zones.filter(
    ({ lat, lon }) => lat !== null && lon !== null && distanceKm(position, { lat, lon }) <= withinKm,
  )
