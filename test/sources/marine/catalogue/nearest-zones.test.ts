import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distanceKm } from '../../../../src/sources/marine/catalogue/distance.ts'
import { byDistance, nearestZones } from '../../../../src/sources/marine/catalogue/nearest-zones.ts'
import { allZones } from '../../../../src/sources/marine/catalogue/zones.ts'

const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true })
const points = fc.record({ lat: degrees(90), lon: degrees(180) })
// Anywhere on the globe is mostly far from every zone: half of the points start at one.
const nearZones = fc
  .tuple(fc.constantFrom(...allZones()), degrees(1), degrees(1))
  .map(([zone, north, east]) => ({ lat: (zone.lat ?? 0) + north, lon: (zone.lon ?? 180) + east }))
const ids = (near: ReturnType<typeof nearestZones>) => near.map(({ zone }) => zone.id)

test('the nearest zone of Annapolis is the bay off its harbour', () => {
  const near = nearestZones({ lat: 38.978, lon: -76.492 }, 3)
  expect(ids(near)).toEqual(['ANZ532', 'ANZ540', 'ANZ539'])
  expect(near[0]?.distanceKm).toBeCloseTo(16.9, 1)
})

test('a place far inland has no zone near', () => {
  expect(nearestZones({ lat: 39.74, lon: -104.99 }, 3)).toEqual([])
})

test('a point just across the date line finds the zones on the other side', () => {
  const zone = allZones().find((candidate) => candidate.id === 'PKZ786')
  const west = { lat: zone?.lat ?? 0, lon: (zone?.lon ?? 0) - 360 }
  expect(ids(nearestZones(west, 1))).toEqual(['PKZ786'])
  expect(distanceKm({ lat: 52, lon: 179.9 }, { lat: 52, lon: -179.9 })).toBeLessThan(14)
})

test('a zone without a longitude never matches', () => {
  const everything = ids(byDistance({ lat: 51, lon: 0 }, allZones()))
  expect(everything).toHaveLength(696)
  expect(everything).not.toContain('PKZ784')
})

test('distances are those of the sphere', () => {
  expect(distanceKm({ lat: 90, lon: 0 }, { lat: -90, lon: 77 })).toBeCloseTo(Math.PI * 6371.0088, 6)
  expect(distanceKm({ lat: 0, lon: 0 }, { lat: 0, lon: 90 })).toBeCloseTo((Math.PI / 2) * 6371.0088, 6)
  // New York to London, as tables give it.
  expect(distanceKm({ lat: 40.7128, lon: -74.006 }, { lat: 51.5074, lon: -0.1278 })).toBeCloseTo(5570, -1)
})

test('distance is symmetric, zero to itself, and unaffected by full turns', () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6)
      expect(distanceKm(a, a)).toBe(0)
      expect(distanceKm(a, { ...b, lon: b.lon + 360 })).toBeCloseTo(distanceKm(a, b), 4)
    }),
  )
})

test('no omitted zone is nearer than a returned one', () => {
  fc.assert(
    fc.property(fc.oneof(points, nearZones), fc.constantFrom(1, 5, 9, 1_000), (point, count) => {
      const near = nearestZones(point, count)
      const answered = new Set(ids(near))
      const farthest = near.at(-1)?.distanceKm ?? 0
      const within = allZones().filter(({ lat, lon }) => within150(point, lat, lon))
      expect(near).toHaveLength(Math.min(count, within.length))
      expect(near.map((one) => one.distanceKm)).toEqual(
        near.map((one) => one.distanceKm).sort((a, b) => a - b),
      )
      for (const zone of within.filter((other) => !answered.has(other.id)))
        expect(chordKm(point, { lat: zone.lat ?? 0, lon: zone.lon ?? 0 })).toBeGreaterThan(farthest - 1e-4)
    }),
  )
})

// The oracle measures another way, through space: the chord between two points of the sphere, bent back to an arc.
function chordKm(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const [one, two] = [a, b].map(({ lat, lon }) => {
    const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180]
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
  })
  const chord = Math.hypot(...(one ?? []).map((value, axis) => value - (two?.[axis] ?? 0)))
  return 2 * 6371.0088 * Math.asin(Math.min(1, chord / 2))
}

const within150 = (point: { lat: number; lon: number }, lat: number | null, lon: number | null): boolean =>
  lat !== null && lon !== null && chordKm(point, { lat, lon }) <= 150
