// Severity in the five steps that sailors know. Hazards of headlines and events of alerts are treated alike.
import { html } from 'hono/html'
import type { Alert } from '../../sources/alerts/schema.ts'
import type { Forecast } from '../../sources/marine/schema.ts'
import type { Html } from '../layout.ts'

/** Mildest first, with a letter for each, so that colour is not the only sign. `unknown` means not loaded yet, or failed. */
export const levelNames = {
  unknown: { mark: '?', name: 'Not known' },
  none: { mark: '', name: 'No advisory' },
  other: { mark: '!', name: 'Other hazard' },
  'small-craft': { mark: 'SC', name: 'Small craft' },
  gale: { mark: 'G', name: 'Gale' },
  storm: { mark: 'S', name: 'Storm' },
  hurricane: { mark: 'H', name: 'Hurricane force' },
} as const
export type Level = keyof typeof levelNames
export const levels = Object.keys(levelNames) as Level[]

/** A patch in the colour of a level, with its letter. */
export const swatch = (level: Level): Html =>
  html`<span class="swatch level-${level}" aria-hidden="true">${levelNames[level].mark}</span>`

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
