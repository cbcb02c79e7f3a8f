import { z } from 'zod'
import { flag, latLon, list, whole } from '../../core/query.ts'
import { nearestZones } from './catalogue/nearest-zones.ts'
import { zoneGroups, zonesOfGroup } from './catalogue/zone-groups.ts'

/** A well-formed marine zone id, made upper case; whether a catalogue knows it is another question. */
export const ZoneId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}Z\d{3}$/, {
    error: ({ input }) => `"${shorten(input)}" is no zone id (two letters, Z, three digits)`,
  })

const shorten = (input: unknown): string => String(input).slice(0, 40)

const selectors = ['zones', 'group', 'near'] as const

/** Which zones are meant: by id, by group, or by nearness. Exactly one of the three. */
export const ZoneSelection = z
  .object({
    zones: list({
      item: ZoneId,
      most: 50,
      description: 'Zone ids',
      examples: ['ANZ531', 'ANZ532'],
    }).optional(),
    group: z
      .enum(zoneGroups)
      .optional()
      .meta({ description: 'A named group of zones', examples: ['chesapeake'] }),
    near: latLon.optional().meta({
      type: 'string',
      description: 'The nearest zones to `lat,lon`, within 150 km',
      examples: ['38.97,-76.49'],
    }),
    count: whole(1, 50).default(3).meta({ description: 'How many zones with `near`' }),
    raw: flag.meta({ description: 'Adds the text itself to each forecast' }),
  })
  .check(
    // Said together with the faults of the values, not only once those are mended.
    z.refine((query: object) => selectorsIn(query).length === 1, {
      error: ({ input }) =>
        selectorsIn(input as object).length === 0
          ? 'zones, group or near is needed'
          : `${selectorsIn(input as object).join(' and ')} exclude each other`,
      path: ['zones'],
      when: () => true,
    }),
  )
export type ZoneSelection = z.infer<typeof ZoneSelection>

const selectorsIn = (query: object): string[] =>
  selectors.filter((name) => (query as Record<string, unknown>)[name] !== undefined)

/** The ids a selection means, in the order asked, nearest first, or as the group has them. */
export function zonesOf({ zones, group, near, count }: ZoneSelection): readonly string[] {
  if (zones) return zones
  if (group) return zonesOfGroup(group) ?? []
  return near ? nearestZones(near, { count }).map(({ zone }) => zone.id) : []
}
