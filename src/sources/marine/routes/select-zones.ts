// The ways in which callers select zones.
import { z } from 'zod'
import { latLon } from '../../../core/query.ts'
import { whole } from '../../../define/field.ts'
import { listed, selector } from '../../../define/selection.ts'
import { nearestZones } from '../catalogue/nearest-zones.ts'
import type { ZoneRecord } from '../catalogue/read-zones.ts'
import { zoneGroups, zonesOfGroup } from '../catalogue/zone-groups.ts'
import { allZones } from '../catalogue/zones.ts'

/** A well-formed marine zone id in upper case. Whether it is in the catalogue is not checked. */
export const ZoneId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}Z\d{3}$/, {
    error: ({ input }) => `"${String(input).slice(0, 40)}" is not a zone id (two letters, Z, three digits)`,
  })
  .meta({ pattern: '^[A-Za-z]{2}[Zz][0-9]{3}$' })

const letters = (pattern: RegExp, what: string) =>
  z.string().trim().toUpperCase().regex(pattern, { error: what })

const idsWhere = (matches: (zone: ZoneRecord) => boolean): string[] =>
  allZones()
    .filter(matches)
    .map(({ id }) => id)

/** In the order requested. */
export const zones = listed({
  item: ZoneId,
  description: 'Zone ids',
  examples: ['ANZ531', 'ANZ532'],
})

export const group = selector(
  z.enum(zoneGroups).meta({ description: 'A named group of zones', examples: ['chesapeake'] }),
  { items: (name) => zonesOfGroup(name) ?? [] },
)

/** Nearest first; none inland. */
export const near = selector(
  latLon.meta({
    type: 'string',
    description: 'The nearest zones to `lat,lon`, within 150 km',
    examples: ['38.97,-76.49'],
  }),
  {
    items: (point, { count }: { count: number }) => nearestZones(point, count).map(({ zone }) => zone.id),
  },
)

export const office = selector(
  letters(/^[A-Z]{3}$/, 'must be the three letters of an office').meta({
    pattern: '^[A-Za-z]{3}$',
    description: 'All zones of an office',
    examples: ['LWX'],
  }),
  {
    items: (name) => idsWhere((zone) => zone.office === name),
    none: (name) => `the office ${name} has no zones`,
  },
)

export const prefix = selector(
  letters(/^[A-Z]{2}(?:Z\d{0,3})?$/, 'must be a prefix of zone ids: two letters, Z, digits').meta({
    description: 'All zones whose id begins with this prefix',
    examples: ['ANZ5'],
  }),
  {
    items: (start) => idsWhere(({ id }) => id.startsWith(start)),
    none: (start) => `no zone's id begins with ${start}`,
  },
)

export const count = whole({ min: 1, default: 3, description: 'Number of zones with `near`' })

/** Maximum number of zones of a request and of a job; the catalogue has fewer than a job may have. */
export const maxZones = { request: 50, job: 1_000 }
