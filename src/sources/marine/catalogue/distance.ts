/** A point in degrees north and east. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

const earthRadiusKm = 6371.0088
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The great-circle distance in kilometres on a sphere; the date line needs no care of the caller. */
export function distanceKm(a: Point, b: Point): number {
  const halfLat = Math.sin(radians(b.lat - a.lat) / 2)
  const halfLon = Math.sin(radians(b.lon - a.lon) / 2)
  const chord = halfLat ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfLon ** 2
  // Rounding can carry the chord of antipodes past 1, where asin has no value.
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, chord)))
}
