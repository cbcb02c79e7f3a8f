import type { Position } from '../../../core/position.ts'
import type { Point } from './clip.ts'
import { tileDegrees, tileName } from './coast-tile.ts'

/** The projection of a region onto a drawing; north is up. */
export interface MapView {
  width: number
  height: number
  kmPerUnit: number
  project(position: Position): Point
  /** The coastline tiles that are visible. */
  tiles: readonly string[]
}

const kmPerDegree = 111.2

/** The equivalent longitude nearest to `near`, so that a map across the date line stays in one piece. */
const unwrap = (lon: number, near: number): number => lon - 360 * Math.round((lon - near) / 360)

/**
 * Fits the view to all positions, with a margin. On a map of a few hundred kilometres, an equirectangular projection around its
 * middle is accurate to a pixel, so no projection library is needed.
 */
export function fitView(
  positions: readonly Position[],
  { width, height }: { width: number; height: number },
): MapView {
  const anchor = positions[0]?.lon ?? 0
  const lats = positions.map(({ lat }) => lat)
  const lons = positions.map(({ lon }) => unwrap(lon, anchor))
  const middle = { lat: midOf(lats), lon: midOf(lons) }
  const squeeze = Math.max(0.05, Math.cos((middle.lat * Math.PI) / 180))
  const reach = { x: (spanOf(lons) / 2) * squeeze * kmPerDegree, y: (spanOf(lats) / 2) * kmPerDegree }
  const kmPerUnit = Math.max(
    (reach.x * 1.3 + 14) / (width / 2),
    (reach.y * 1.3 + 14) / (height / 2),
    30 / width,
  )
  const project = ({ lat, lon }: Position): Point => [
    width / 2 + ((unwrap(lon, middle.lon) - middle.lon) * squeeze * kmPerDegree) / kmPerUnit,
    height / 2 - ((lat - middle.lat) * kmPerDegree) / kmPerUnit,
  ]
  const half = {
    lat: (height / 2) * (kmPerUnit / kmPerDegree),
    lon: (width / 2) * (kmPerUnit / kmPerDegree / squeeze),
  }
  return { width, height, kmPerUnit, project, tiles: tilesWithin(middle, half) }
}

function tilesWithin({ lat, lon }: Position, half: Position): string[] {
  const names = new Set<string>()
  const steps = (reach: number): number[] => {
    const count = Math.ceil((2 * reach) / tileDegrees) + 1
    return Array.from({ length: count }, (_, i) => -reach + (i * 2 * reach) / (count - 1 || 1))
  }
  for (const y of steps(half.lat)) for (const x of steps(half.lon)) names.add(tileName(lat + y, lon + x))
  return [...names]
}

const midOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : (Math.min(...values) + Math.max(...values)) / 2

const spanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.max(...values) - Math.min(...values)
