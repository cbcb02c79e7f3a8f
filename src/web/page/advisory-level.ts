// Severity in the five steps that sailors know. Hazards of headlines and events of alerts are treated alike.
import type { Alert } from '../../sources/alerts/schema.ts'
import type { Forecast } from '../../sources/marine/schema.ts'

/** Mildest first. `unknown` means not loaded yet, or failed. */
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

/** A letter for each level, so that colour is not the only sign. */
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

/** The level of a wind speed, by the warning criteria of the National Weather Service. */
export function windLevel(knots: number): Level {
  if (knots >= 64) return 'hurricane'
  if (knots >= 48) return 'storm'
  if (knots >= 34) return 'gale'
  return knots >= 20 ? 'small-craft' : 'none'
}

/** The worst hazard in effect in a zone; `unknown` until its forecast or an alert has arrived. */
export function zoneLevel(forecast: Forecast | undefined, alerts: readonly Alert[]): Level {
  const found = [
    ...(forecast?.hazards ?? []).map(({ kind }) => levelOf(kind)),
    ...alerts.map(({ event }) => levelOf(event)),
  ]
  return worst(found, forecast ? 'none' : 'unknown')
}

export const worst = (found: readonly Level[], min: Level = 'none'): Level =>
  found.reduce((a, b) => (levels.indexOf(b) > levels.indexOf(a) ? b : a), min)
