import type { HazardKind } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'

/** How hard it blows in a period; each of the last four has a headline of its own. */
export type Level = 'calm' | 'light' | 'moderate' | 'advisory' | 'gale' | 'storm' | 'hurricane'

const advisories: Partial<Record<Level, HazardKind>> = {
  advisory: 'small-craft-advisory',
  gale: 'gale-warning',
  storm: 'storm-warning',
  hurricane: 'hurricane-force-wind-warning',
}

/** The weaker word for what is more than a day away, undefined where there is none. */
export const watchFor: Partial<Record<HazardKind, HazardKind>> = {
  'gale-warning': 'gale-watch',
  'storm-warning': 'storm-watch',
  'hurricane-force-wind-warning': 'hurricane-force-wind-watch',
}

/** The hazard that goes with a level, undefined for a quiet one. */
export const hazardOf = (level: Level): HazardKind | undefined => advisories[level]

/** What all waters of an office have in common while one forecast lasts. */
export interface Regime {
  rest: readonly Level[]
  /** The blow that comes through, or null. */
  blow: { peak: Level; first: number; length: number; share: number } | null
}

/** Decides whether a blow comes through an office's waters, how hard, when, and over how many of them. */
export function planRegime(random: Random): Regime {
  const rest: Level[] = random.chance(0.3) ? ['calm', 'calm', 'light'] : ['light', 'moderate', 'moderate']
  if (!random.chance(0.52)) return { rest, blow: null }
  const strength = random.next()
  const peak: Level =
    strength < 0.8 ? 'advisory' : strength < 0.95 ? 'gale' : strength < 0.99 ? 'storm' : 'hurricane'
  const share = 0.45 + random.next() / 2
  return { rest, blow: { peak, first: random.pick([0, 0, 0, 1, 1, 2]), length: random.int(1, 3), share } }
}

/** One level per period for one zone under a regime; sheltered waters feel a lesser blow. */
export function planLevels(
  { rest, blow }: Regime,
  periods: number,
  isSheltered: boolean,
  random: Random,
): Level[] {
  const levels: Level[] = Array.from({ length: periods }, () => random.pick(rest))
  if (!blow || !random.chance(blow.share)) return levels
  const peak = isSheltered && blow.peak !== 'advisory' && random.chance(0.5) ? lesser[blow.peak] : blow.peak
  // The last two periods speak in words too broad for a headline.
  const end = Math.min(blow.first + blow.length, periods - 2)
  levels.fill(peak, blow.first, end)
  if (peak !== 'advisory' && end < periods - 2 && random.chance(0.6)) levels[end] = 'advisory'
  return levels
}

const lesser: Record<Level, Level> = {
  calm: 'calm',
  light: 'calm',
  moderate: 'light',
  advisory: 'moderate',
  gale: 'advisory',
  storm: 'gale',
  hurricane: 'storm',
}
