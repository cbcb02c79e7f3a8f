// How bad it is, in the five steps that sailors know. A headline's hazards and an alert's event are read alike.
import type { Alert } from '../../sources/alerts/schema.ts'
import type { Forecast } from '../../sources/marine/schema.ts'

/** Least first. `unknown` is what has not landed or failed. */
export const levels = ['unknown', 'none', 'other', 'small-craft', 'gale', 'storm', 'hurricane'] as const
export type Level = (typeof levels)[number]

export const levelNames: Record<Level, string> = {
  unknown: 'Not known',
  none: 'No advisory',
  other: 'Other hazard',
  'small-craft': 'Small craft',
  gale: 'Gale',
  storm: 'Storm',
  hurricane: 'Hurricane force',
}

/** The level's mark where colour alone would have to tell. */
export const levelMarks: Record<Level, string> = {
  unknown: '?',
  none: '',
  other: '!',
  'small-craft': 'SC',
  gale: 'G',
  storm: 'S',
  hurricane: 'H',
}

/** The level of a hazard's kind (`gale-warning`) or of an alert's event (`Gale Warning`). */
export function levelOf(kind: string): Level {
  const slug = kind.toLowerCase().replaceAll(' ', '-')
  if (/^hurricane/.test(slug)) return 'hurricane'
  if (/^(tropical-)?storm/.test(slug)) return 'storm'
  if (/^gale/.test(slug)) return 'gale'
  if (/^(small-craft|brisk-wind)/.test(slug)) return 'small-craft'
  return 'other'
}

/** The level that a wind of so many knots has: the limits of the warnings of the National Weather Service. */
export function windLevel(knots: number): Level {
  if (knots >= 64) return 'hurricane'
  if (knots >= 48) return 'storm'
  if (knots >= 34) return 'gale'
  return knots >= 20 ? 'small-craft' : 'none'
}

/** The worst of what is in effect in a zone; `unknown` while neither its forecast nor an alert has landed. */
export function zoneLevel(forecast: Forecast | undefined, alerts: readonly Alert[]): Level {
  const found = [
    ...(forecast?.hazards ?? []).map(({ kind }) => levelOf(kind)),
    ...alerts.map(({ event }) => levelOf(event)),
  ]
  return worst(found, forecast ? 'none' : 'unknown')
}

export const worst = (found: readonly Level[], least: Level = 'none'): Level =>
  found.reduce((a, b) => (levels.indexOf(b) > levels.indexOf(a) ? b : a), least)
