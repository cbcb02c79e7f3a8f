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

/** A direction as printed in running text: `NE`, `N to NE`, `variable`, or in full words. */
export function printDirection(direction: string, full: boolean): string {
  if (direction === 'VARIABLE') return 'variable'
  return direction
    .split('-')
    .map((point) => (full ? (names[point] ?? point) : point))
    .join(' to ')
}
