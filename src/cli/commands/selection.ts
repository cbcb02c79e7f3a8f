import type { GetForecastsQuery } from 'tributary-client'
import type { OptionTable, Values } from '../options.ts'

/** Options that select zones, in one of the first three ways. */
export const selectionOptions = {
  zones: { kind: 'list', value: 'A,B', about: 'zones by their ids' },
  group: { kind: 'choice', value: 'NAME', choices: ['chesapeake'], about: 'a named group of zones' },
  near: { kind: 'text', value: 'POSITION', about: 'the nearest zones, within 150 km' },
  count: { kind: 'number', value: 'N', min: 1, max: 50, about: 'with --near: number of zones; default 3' },
} as const satisfies OptionTable

/** The zones selected by arguments and options. */
export function selectionOf(
  { zones = [], group, near, count }: Values<typeof selectionOptions>,
  positionals: readonly string[],
): Pick<GetForecastsQuery, 'zones' | 'group' | 'near' | 'count'> {
  const named = [...positionals, ...zones]
  return { ...(named.length > 0 && { zones: named }), group, near, count }
}
