// Each bench hands its main figures to `bench/run.ts`, which puts them into the one table of bench/README.md.

export interface Figure {
  what: string
  /** As shown: a median with its spread, or a count, with its unit. */
  measured: string
  /** As shown; absent where a figure has no goal. */
  goal?: string
  isMet?: boolean
}

interface Goal {
  /** The highest value that meets the goal. */
  max?: number
  /** The lowest value that meets the goal. */
  min?: number
  unit?: string
  digits?: number
}

/** Prints a figure and, below `npm run bench`, sends it to the table. The value is compared with the goal as it is shown. */
export function report(what: string, value: number, { max, min, unit = '', digits = 2 }: Goal = {}): void {
  const shown = value.toFixed(digits)
  const rounded = Number(shown)
  const figure: Figure = { what, measured: `${shown}${unit}` }
  if (max !== undefined) Object.assign(figure, { goal: `≤ ${max}${unit}`, isMet: rounded <= max })
  if (min !== undefined) Object.assign(figure, { goal: `≥ ${min}${unit}`, isMet: rounded >= min })
  const goal = figure.goal === undefined ? '' : `, goal ${figure.goal}: ${figure.isMet ? 'met' : 'missed'}`
  console.log(`\n${what}: ${figure.measured}${goal}`)
  process.send?.(figure)
}
