import { clipBy, type Point } from './clip.ts'

/**
 * The neighbourhood of each point: what lies nearer to it than to the others, no farther than `radius`. The catalogue knows
 * one point of a zone and not its outline, so this is where the zone is about, and the map says so.
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

/** A radius for points at this distance: a large part of the way to the neighbour, in the units of the points. */
export function cellRadius(points: readonly Point[], bounds: { least: number; most: number }): number {
  const nearest = points
    .map((own) =>
      Math.min(
        ...points.filter((other) => other !== own).map(([x, y]) => Math.hypot(x - own[0], y - own[1])),
      ),
    )
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const middle = nearest[Math.floor(nearest.length / 2)] ?? bounds.least
  return Math.min(bounds.most, Math.max(bounds.least, middle * 0.95))
}
