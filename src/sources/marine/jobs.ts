import { z } from 'zod'
import { invalidRequest } from '../../core/faults.ts'
import { exactlyOne, jsonList, latLon } from '../../core/query.ts'
import { defineJobKind, type JobKind } from '../../define/job-kind.ts'
import { nearestZones } from './catalogue/nearest-zones.ts'
import { zoneGroups, zonesOfGroup } from './catalogue/zone-groups.ts'
import { allZones } from './catalogue/zones.ts'
import { advisoryOf } from './forecast.ts'
import { ZoneId } from './query.ts'
import { AdvisoryList, ForecastList, gatherForecasts } from './route.ts'
import { Advisory, Forecast } from './schema.ts'

/** More than any catalogue has. */
const mostZones = 1_000

const letters = (pattern: RegExp, what: string) =>
  z.string().trim().toUpperCase().regex(pattern, { error: what })

const selectors = {
  zones: jsonList({
    item: ZoneId,
    most: mostZones,
    description: 'Zone ids',
    examples: ['ANZ531', 'ANZ532'],
  }).optional(),
  office: letters(/^[A-Z]{3}$/, 'three letters of an office')
    .optional()
    .meta({ description: 'All zones of an office', examples: ['LWX'] }),
  prefix: letters(/^[A-Z]{2}(?:Z\d{0,3})?$/, 'what zone ids begin with: two letters, Z, digits')
    .optional()
    .meta({ description: 'All zones whose ids begin with it', examples: ['ANZ5'] }),
  group: z.enum(zoneGroups).optional().meta({ description: 'A named group of zones' }),
  near: latLon.optional().meta({
    type: 'string',
    description: 'The nearest zones to `lat,lon`, within 150 km',
    examples: ['38.97,-76.49'],
  }),
  count: z.int().min(1).max(mostZones).default(3).meta({ description: 'How many zones with `near`' }),
}

const names = ['zones', 'office', 'prefix', 'group', 'near'] as const

const Selection = exactlyOne(z.strictObject(selectors), names)
const SelectionWithRaw = exactlyOne(
  z.strictObject({
    ...selectors,
    raw: z.boolean().default(false).meta({ description: 'Adds the text itself to each forecast' }),
  }),
  names,
)

/** The ids a body means; an office or a beginning that no zone has is a fault. */
function zonesOf({
  zones,
  office,
  prefix,
  group,
  near,
  count,
}: z.infer<typeof Selection>): readonly string[] {
  if (zones) return zones
  if (group) return zonesOfGroup(group) ?? []
  if (near) return nearestZones(near, { count }).map(({ zone }) => zone.id)
  const found = allZones().filter(({ id, office: issuer }) =>
    office === undefined ? id.startsWith(prefix ?? '') : issuer === office,
  )
  if (found.length > 0) return found.map(({ id }) => id)
  const [name, message] =
    office === undefined
      ? (['prefix', `no zone's id begins with ${prefix}`] as const)
      : (['office', `no zone is of the office ${office}`] as const)
  throw invalidRequest([{ in: 'body', name, message }])
}

const forecasts = defineJobKind({
  kind: 'forecasts',
  summary: 'Marine forecasts, typed, of all zones of an office, of a beginning of ids, of a list',
  input: SelectionWithRaw,
  example: { office: 'LWX' },
  sources: ['marine'],
  items: (selection) => zonesOf(selection),
  item: ZoneId,
  async ask(zone, { raw }, gathering) {
    const [forecast] = await gatherForecasts([zone], gathering, { raw, shape: (whole) => whole })
    return forecast ?? null
  },
  piece: Forecast,
  data: ForecastList,
  assemble: (gathered) => ({ forecasts: gathered.map(({ piece }) => piece) }),
})

const advisories = defineJobKind({
  kind: 'advisories',
  summary: 'What is in effect, zone by zone',
  input: Selection,
  example: { prefix: 'ANZ5' },
  sources: ['marine'],
  items: (selection) => zonesOf(selection),
  item: ZoneId,
  async ask(zone, _, gathering) {
    const [advisory] = await gatherForecasts([zone], gathering, { raw: false, shape: advisoryOf })
    return advisory ?? null
  },
  piece: Advisory,
  data: AdvisoryList,
  assemble: (gathered) => ({ advisories: gathered.map(({ piece }) => piece) }),
})

/** The routes' answers for more zones than a request may ask for. */
export const marineJobs: readonly JobKind[] = [forecasts, advisories]
