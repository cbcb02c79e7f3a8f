/** A point in degrees north and east. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

const earthRadiusKm = 6371.0088
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The great-circle distance in kilometres on a sphere, also across the date line. */
export function distanceKm(a: Point, b: Point): number {
  const halfLat = Math.sin(radians(b.lat - a.lat) / 2)
  const halfLon = Math.sin(radians(b.lon - a.lon) / 2)
  const chord = halfLat ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfLon ** 2
  // Rounding may make the chord of antipodes larger than 1, for which asin has no value.
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, chord)))
}
