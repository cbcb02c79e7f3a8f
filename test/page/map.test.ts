import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'
import { coastIn, tileText } from '../../src/web/page/assets.ts'
import { cellsOf } from '../../src/web/page/map/cells.ts'
import { clipToBox, type Point } from '../../src/web/page/map/clip.ts'
import { gridPerDegree, readTile, tileName, writeRing } from '../../src/web/page/map/coast-tile.ts'
import { fitView } from '../../src/web/page/map/map-view.ts'

test('a ring is decoded to within half a grid step', () => {
  const position = fc.tuple(
    fc.double({ min: 0, max: 5, noNaN: true }),
    fc.double({ min: 0, max: 5, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.array(position, { minLength: 3, maxLength: 40 }), ([...offsets]) => {
      const ring = offsets.map(([x, y]): Point => [-80 + x, 35 + y])
      const text = writeRing(ring, { south: 35, west: -80 })
      const [read] = readTile('35_-80', text)
      for (const [lon, lat] of read ?? []) {
        const near = ring.some(
          ([x, y]) => Math.abs(x - lon) <= 0.51 / gridPerDegree && Math.abs(y - lat) <= 0.51 / gridPerDegree,
        )
        expect(near).toBe(true)
      }
    }),
  )
})

test('tiles are named by their south-west corner, the same on both sides of the date line', () => {
  expect(tileName(38.9, -76.4)).toBe('35_-80')
  expect(tileName(-14.3, -170.7)).toBe('-15_-175')
  expect(tileName(52, 181)).toBe(tileName(52, -179))
})

test('clipping keeps points in the box and removes those outside', () => {
  const box = { left: 0, right: 10, low: 0, high: 10 }
  const coordinate = fc.integer({ min: -20, max: 30 })
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 }), (ring) => {
      const clipped = clipToBox(ring, box)
      for (const [x, y] of clipped) {
        expect(x).toBeGreaterThanOrEqual(-1e-9)
        expect(x).toBeLessThanOrEqual(10 + 1e-9)
        expect(y).toBeGreaterThanOrEqual(-1e-9)
        expect(y).toBeLessThanOrEqual(10 + 1e-9)
      }
      for (const [x, y] of ring) {
        const inside = x >= 0 && x <= 10 && y >= 0 && y <= 10
        if (inside) expect(clipped).toContainEqual([x, y])
      }
    }),
  )
})

test('every point of a cell is nearer to its own zone than to any other', () => {
  const coordinate = fc.integer({ min: 0, max: 400 })
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(coordinate, coordinate), { selector: String, minLength: 1, maxLength: 20 }),
      (points) => {
        cellsOf(points, 60).forEach((cell, own) => {
          const to = ([x, y]: Point, i: number): number =>
            Math.hypot(x - (points[i]?.[0] ?? 0), y - (points[i]?.[1] ?? 0))
          for (const corner of cell) {
            expect(to(corner, own)).toBeLessThanOrEqual(60 + 1e-6)
            for (let i = 0; i < points.length; i++)
              expect(to(corner, own)).toBeLessThanOrEqual(to(corner, i) + 1e-6)
          }
        })
      },
    ),
  )
})

test('a map shows all its points, north up, also across the date line', () => {
  const positions = [
    { lat: 52, lon: 179 },
    { lat: 51, lon: -178 },
    { lat: 53, lon: 178.5 },
  ]
  const view = fitView(positions, { width: 440, height: 400 })
  const points = positions.map(view.project)
  for (const [x, y] of points) {
    expect(x).toBeGreaterThan(0)
    expect(x).toBeLessThan(440)
    expect(y).toBeGreaterThan(0)
    expect(y).toBeLessThan(400)
  }
  expect(points[0]?.[0]).toBeLessThan(points[1]?.[0] ?? 0)
  expect(points[2]?.[1]).toBeLessThan(points[1]?.[1] ?? 0)
})

test('every coastal and lake zone has a coastline nearby, and Annapolis is on land', () => {
  const without = allZones()
    .filter(({ kind }) => kind === 'coastal' || kind === 'nearshore')
    .filter(({ lat, lon }) => lat !== null && lon !== null)
    .filter(({ lat, lon }) => {
      const around = [-1.5, 0, 1.5].flatMap((dy) =>
        [-1.5, 0, 1.5].map((dx) => tileName((lat ?? 0) + dy, (lon ?? 0) + dx)),
      )
      return around.every((name) => tileText(name) === '')
    })
  expect(without.map(({ id }) => id)).toEqual([])
  const [tile = []] = coastIn([tileName(38.98, -76.55)])
  expect(isInside([-76.55, 38.98], tile)).toBe(true)
  expect(isInside([-76.4, 38.7], tile)).toBe(false)
})

test('Lake Superior is water', () => {
  const [tile = []] = coastIn([tileName(47.7, -87.5)])
  expect(isInside([-87.5, 47.7], tile)).toBe(false)
  expect(isInside([-89.5, 46.2], tile)).toBe(true)
})

/** By the even-odd rule, as it is drawn. */
function isInside([x, y]: Point, rings: readonly (readonly Point[])[]): boolean {
  let inside = false
  for (const ring of rings) {
    ring.forEach(([ax, ay], i) => {
      const [bx, by] = ring.at(i - 1) ?? [ax, ay]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    })
  }
  return inside
}
