import { clipBy, type Point } from './clip.ts'

/**
 * The cell of each point: the area that is nearer to it than to the others, within `radius`. The catalogue has one point of a
 * zone and not its outline, so a cell only approximates a zone, and the map says so.
 */
export function cellsOf(points: readonly Point[], radius: number): Point[][] {
  return points.map((own) => {
    const circle = Array.from({ length: 32 }, (_, i): Point => {
      const angle = (i * Math.PI) / 16
      return [own[0] + radius * Math.cos(angle), own[1] + radius * Math.sin(angle)]
    })
    return points.reduce<Point[]>((cell, other) => {
      const [dx, dy] = [other[0] - own[0], other[1] - own[1]]
      if (dx === 0 && dy === 0) return cell
      const [mx, my] = [(own[0] + other[0]) / 2, (own[1] + other[1]) / 2]
      return clipBy(cell, ([x, y]) => (mx - x) * dx + (my - y) * dy)
    }, circle)
  })
}

/** A radius for these points: a large share of the distance to the nearest neighbour, in the units of the points. */
export function cellRadius(points: readonly Point[], bounds: { min: number; max: number }): number {
  const nearest = points
    .map((own) =>
      Math.min(
        ...points.filter((other) => other !== own).map(([x, y]) => Math.hypot(x - own[0], y - own[1])),
      ),
    )
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const middle = nearest[Math.floor(nearest.length / 2)] ?? bounds.min
  return Math.min(bounds.max, Math.max(bounds.min, middle * 0.95))
}
