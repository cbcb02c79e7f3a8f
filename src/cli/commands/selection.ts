import type { GetForecastsQuery } from 'tributary-client'
import type { OptionTable, Values } from '../options.ts'
import { UsageError } from '../usage-error.ts'

/** Options that select zones: exactly one of the first three is used. */
export const selectionOptions = {
  zones: { kind: 'list', value: 'A,B', about: 'zones by their ids' },
  group: { kind: 'choice', value: 'NAME', choices: ['chesapeake'], about: 'a named group of zones' },
  near: { kind: 'text', value: 'POSITION', about: 'the nearest zones, within 150 km' },
  count: { kind: 'number', value: 'N', min: 1, max: 50, about: 'with --near: number of zones; default 3' },
} as const satisfies OptionTable

type Selection = Pick<GetForecastsQuery, 'zones' | 'group' | 'near' | 'count'>

/** The zones selected by arguments and options. Throws a UsageError unless exactly one way of selecting is used. */
export function selectionOf(
  { zones, group, near, count }: Values<typeof selectionOptions>,
  positionals: readonly string[],
): Selection {
  const named = [...positionals.flatMap((each) => each.split(',')), ...(zones ?? [])].filter(Boolean)
  const ways = [named.length > 0, group !== undefined, near !== undefined].filter(Boolean).length
  const faults = [
    ...(ways === 0 ? ['which zones? ZONE..., --zones, --group or --near'] : []),
    ...(ways > 1 ? ['zones are named in one way: by id, --group or --near'] : []),
    ...(count !== undefined && near === undefined ? ['--count goes with --near'] : []),
  ]
  if (faults.length > 0) throw new UsageError(faults)
  return {
    ...(named.length > 0 && { zones: named.map((zone) => zone.toUpperCase()) }),
    ...(group !== undefined && { group }),
    ...(near !== undefined && { near }),
    ...(count !== undefined && { count }),
  }
}
