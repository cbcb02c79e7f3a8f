import { z } from 'zod'
import { AppError } from '../../../core/errors.ts'
import { invalidRequest } from '../../../core/faults.ts'
import { latLon, whole } from '../../../core/query.ts'
import { defineDirectRoute } from '../../../define/direct-route.ts'
import { searchZones } from '../catalogue/search-zones.ts'
import { toZone, zoneById } from '../catalogue/zones.ts'
import { Zone } from '../schema.ts'
import { marine } from '../source.ts'
import { ZoneId } from './select-zones.ts'

const ZonePage = z
  .object({
    zones: z.array(Zone),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Value of `cursor` for the next page; null on the last page' }),
  })
  .meta({ id: 'ZonePage' })

const text = z.string().trim().max(100)
const ZoneQuery = z.object({
  q: text
    .optional()
    .meta({ description: 'Words that must all occur in the name or id', examples: ['chesapeake'] }),
  prefix: text.optional().meta({ description: 'Prefix of the zone id', examples: ['ANZ5'] }),
  office: text.optional().meta({ description: 'The issuing office, three letters', examples: ['LWX'] }),
  near: latLon
    .optional()
    .meta({ type: 'string', description: 'Sorted by distance from `lat,lon`', examples: ['38.97,-76.49'] }),
  limit: whole(1, 500).default(50).meta({ description: 'Zones per page' }),
  cursor: z.string().max(300).optional().meta({ description: 'The `nextCursor` of the previous page' }),
})

/** The catalogue changes with releases of the service, not between requests. */
const cacheControl = 'public, max-age=3600'

/** `GET /v1/marine/zones`. */
export const zones = defineDirectRoute({
  method: 'get',
  path: '/v1/marine/zones',
  operationId: 'listZones',
  tool: 'list_zones',
  summary: 'Search the marine zones',
  description: 'All coastal, Great Lakes and offshore zones, by words, id, office or distance, page by page.',
  query: ZoneQuery,
  data: ZonePage,
  answers: 'A page of zones',
  cacheControl,
  answer({ query }, { settings }) {
    const page = searchZones(query)
    if (!page.ok) {
      throw invalidRequest([{ in: 'query', name: 'cursor', message: 'must be a cursor of this search' }])
    }
    const { MARINE_TEXT_URL } = settings(marine)
    return { zones: page.zones.map((zone) => toZone(zone, MARINE_TEXT_URL)), nextCursor: page.nextCursor }
  },
})

/** `GET /v1/marine/zones/{zone}`. */
export const zone = defineDirectRoute({
  method: 'get',
  path: '/v1/marine/zones/{zone}',
  operationId: 'getZone',
  summary: 'One marine zone',
  description: "A zone's entry in the catalogue.",
  params: z.object({ zone: ZoneId.meta({ description: 'Zone id', examples: ['ANZ532'] }) }),
  data: Zone,
  answers: 'The zone',
  codes: ['not_found'],
  cacheControl,
  answer({ params }, { settings }) {
    const record = zoneById(params.zone)
    if (!record) throw new AppError('not_found', `the catalogue has no zone ${params.zone}`)
    return toZone(record, settings(marine).MARINE_TEXT_URL)
  },
})
