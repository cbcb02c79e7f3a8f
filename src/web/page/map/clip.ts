/** A point or a corner as [x, y], in any plane. */
export type Point = readonly [number, number]

export interface Box {
  left: number
  right: number
  low: number
  high: number
}

/** The part of a ring on the side of a line where `inside` is not negative; the line must be straight in the ring's plane. */
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

/** The part of a ring within a box (Sutherland-Hodgman); outside, it follows the sides of the box. */
export function clipToBox(ring: readonly Point[], { left, right, low, high }: Box): Point[] {
  const sides = [
    ([x]: Point) => x - left,
    ([x]: Point) => right - x,
    ([, y]: Point) => y - low,
    ([, y]: Point) => high - y,
  ]
  return sides.reduce<Point[]>((points, inside) => clipBy(points, inside), [...ring])
}
