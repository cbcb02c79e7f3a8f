import { z } from 'zod'
import { exactlyOne, flag, latLon, list, whole } from '../../core/query.ts'
import { nearestZones } from './catalogue/nearest-zones.ts'
import { zoneGroups, zonesOfGroup } from './catalogue/zone-groups.ts'
import { allZones } from './catalogue/zones.ts'

/** A well-formed marine zone id, made upper case; whether a catalogue knows it is another question. */
export const ZoneId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}Z\d{3}$/, {
    error: ({ input }) => `"${shorten(input)}" is not a zone id (two letters, Z, three digits)`,
  })
  .meta({ pattern: '^[A-Za-z]{2}[Zz][0-9]{3}$' })

const shorten = (input: unknown): string => String(input).slice(0, 40)

/** Most zones that one request asks for. */
const mostZones = 50

const selectors = {
  zones: list({
    item: ZoneId,
    most: mostZones,
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
}

const count = whole(1, mostZones).default(3).meta({ description: 'How many zones with `near`' })

/** Which zones are meant: by id, by group, or by nearness. Exactly one of the three. */
export const ZoneSelection = exactlyOne(
  z.object({
    ...selectors,
    count,
    raw: flag.meta({ description: 'Adds the text itself to each forecast' }),
  }),
  ['zones', 'group', 'near'],
)

/** An office that the catalogue knows, with no more zones than one request may ask for. */
const Office = z
  .string()
  .trim()
  .toUpperCase()
  .check((ctx) => {
    const zones = zonesOfOffice(ctx.value)
    if (zones.length > 0 && zones.length <= mostZones) return
    const message =
      zones.length === 0
        ? `no zone is of the office "${shorten(ctx.value)}"`
        : `the office ${ctx.value} has ${zones.length} zones; at most ${mostZones} are asked at once: name them in zones`
    ctx.issues.push({ code: 'custom', input: ctx.value, message })
  })

/** The same, or all zones of an office; beside the parameters of a route's own. */
export const selectionWith = <Shape extends z.ZodRawShape>(own: Shape) =>
  exactlyOne(
    z.object({
      ...own,
      ...selectors,
      office: Office.optional().meta({
        type: 'string',
        pattern: '^[A-Za-z]{3}$',
        description: `All zones of an office, three letters, where they are at most ${mostZones}`,
        examples: ['LWX'],
      }),
      count,
    }),
    ['zones', 'group', 'office', 'near'],
  )

/** What says which zones are meant, once it has been checked. */
interface Selected {
  zones?: readonly string[] | undefined
  group?: string | undefined
  office?: string | undefined
  near?: { lat: number; lon: number } | undefined
  count: number
}

/** The ids a selection means, in the order asked, nearest first, or as the group or the catalogue has them. */
export function zonesOf({ zones, group, office, near, count }: Selected): readonly string[] {
  if (zones) return zones
  if (group) return zonesOfGroup(group) ?? []
  if (office) return zonesOfOffice(office)
  return near ? nearestZones(near, { count }).map(({ zone }) => zone.id) : []
}

const zonesOfOffice = (office: string): string[] =>
  allZones()
    .filter((zone) => zone.office === office)
    .map(({ id }) => id)
