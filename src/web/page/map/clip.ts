/** A point or a corner as [x, y], in any plane. */
export type Point = readonly [number, number]

export interface Box {
  left: number
  right: number
  low: number
  high: number
}

/** The part of a ring where `inside` is not negative; the boundary must be a straight line in the plane of the ring. */
export function clipBy(ring: readonly Point[], inside: (point: Point) => number): Point[] {
  return ring.flatMap((to, i): Point[] => {
    const from = ring.at(i - 1) ?? to
    const [a, b] = [inside(from), inside(to)]
    if (a >= 0 && b >= 0) return [to]
    if (a < 0 && b < 0) return []
    const share = a / (a - b)
    const cut: Point = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]
    return b >= 0 ? [cut, to] : [cut]
  })
}

/**
 * The part of a ring within a box (Sutherland-Hodgman); where the ring leaves the box, the result follows the sides of the box.
 */
export function clipToBox(ring: readonly Point[], { left, right, low, high }: Box): Point[] {
  const sides = [
    ([x]: Point) => x - left,
    ([x]: Point) => right - x,
    ([, y]: Point) => y - low,
    ([, y]: Point) => high - y,
  ]
  return sides.reduce<Point[]>((points, inside) => clipBy(points, inside), [...ring])
}
