const names: Record<string, string> = {
  N: 'north',
  NE: 'northeast',
  E: 'east',
  SE: 'southeast',
  S: 'south',
  SW: 'southwest',
  W: 'west',
  NW: 'northwest',
}

/** The eight points that forecasts use, in order of the compass. */
export const points = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const

/** The point that many eighths of a turn clockwise of another. */
export function turned(point: string, eighths: number): string {
  const index = points.indexOf(point as (typeof points)[number])
  return points[(((index + eighths) % 8) + 8) % 8] ?? point
}

/** Is the shorter way from one direction to the other the one of the clock? */
export function isClockwise(from: string | null, to: string | null): boolean {
  const index = (direction: string | null): number => points.indexOf((direction?.split('-')[0] ?? '') as 'N')
  return (index(to) - index(from) + 8) % 8 < 4
}

/** The sixteenth point half way between a point and the next one clockwise: NNE for N, ENE for NE. */
export function between(point: string): string {
  const next = turned(point, 1)
  const [main, other] = point.length === 1 ? [point, next] : [next, point]
  return `${main}${other}`
}

/** A direction as printed in running text: `NE`, `N to NE`, `variable`, or in full words. */
export function printDirection(direction: string, full: boolean): string {
  if (direction === 'VARIABLE') return 'variable'
  return direction
    .split('-')
    .map((point) => (full ? (names[point] ?? point) : point))
    .join(' to ')
}
