import type { HazardKind } from '../../sources/marine/schema.ts'
import type { Random } from '../random.ts'

/** How hard it blows in a period; each of the last three has a headline of its own. */
export type Level = 'calm' | 'light' | 'moderate' | 'advisory' | 'gale' | 'storm'

const advisories: Partial<Record<Level, HazardKind>> = {
  advisory: 'small-craft-advisory',
  gale: 'gale-warning',
  storm: 'storm-warning',
}

/** The hazard that goes with a level, undefined for a quiet one. */
export const hazardOf = (level: Level): HazardKind | undefined => advisories[level]

/** One level per period: a quiet spell with, in two zones of five, a blow that lasts one to three periods. */
export function planLevels(periods: number, random: Random): Level[] {
  const rest: Level[] = random.chance(0.35) ? ['calm', 'calm', 'light'] : ['light', 'moderate', 'moderate']
  const levels: Level[] = Array.from({ length: periods }, () => random.pick(rest))
  if (!random.chance(0.42)) return levels
  const peak = random.pick<Level>(['advisory', 'advisory', 'advisory', 'advisory', 'gale', 'gale', 'storm'])
  const start = random.pick([0, 0, 0, 1, 1, 2])
  const length = random.int(1, 3)
  const end = Math.min(start + length, periods - 2)
  levels.fill(peak, start, end)
  // After a gale it blows itself out for a while.
  if (peak !== 'advisory' && end < periods - 2 && random.chance(0.6)) levels[end] = 'advisory'
  return levels
}
