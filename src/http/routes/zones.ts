import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { invalidRequest } from '../../core/faults.ts'
import { latLon, whole } from '../../core/query.ts'
import { searchZones } from '../../sources/marine/catalogue/search-zones.ts'
import { toZone, zoneById } from '../../sources/marine/catalogue/zones.ts'
import { marine } from '../../sources/marine/index.ts'
import { ZoneId } from '../../sources/marine/query.ts'
import { Zone } from '../../sources/marine/schema.ts'
import type { App } from '../app-env.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const ZonePage = z
  .object({
    zones: z.array(Zone),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Ask again with `cursor` set to it; null at the end' }),
  })
  .meta({ id: 'ZonePage' })

const text = z.string().trim().max(100)
const ZoneQuery = z.object({
  q: text
    .optional()
    .meta({ description: 'Words that all occur in the name or id', examples: ['chesapeake'] }),
  prefix: text.optional().meta({ description: 'What the id begins with', examples: ['ANZ5'] }),
  office: text.optional().meta({ description: 'The issuing office, three letters', examples: ['LWX'] }),
  near: latLon
    .optional()
    .meta({ type: 'string', description: 'Nearest to `lat,lon` first', examples: ['38.97,-76.49'] }),
  limit: whole(1, 500).default(50).meta({ description: 'Zones on a page' }),
  cursor: z.string().max(300).optional().meta({ description: 'The `nextCursor` of the page before' }),
})

/** The catalogue changes with releases of the service, not between requests. */
const caching = { 'cache-control': 'public, max-age=3600' }

/** The zone catalogue: search and look-up. */
export function registerZones(app: App, { config }: Service): void {
  const textUrl = config.settingsOf(marine).MARINE_TEXT_URL

  const search = createRoute({
    method: 'get',
    path: '/v1/marine/zones',
    operationId: 'listZones',
    summary: 'Search the marine zones',
    description:
      'All coastal, Great Lakes and offshore zones, by words, id, office or nearness, page by page.',
    tags: ['marine'],
    request: { query: ZoneQuery },
    responses: {
      200: { description: 'A page of zones', content: { 'application/json': { schema: ZonePage } } },
      ...problemResponses(['invalid_request', ...callerCodes]),
    },
  })
  app.openapi(search, (c) => {
    const page = searchZones(c.req.valid('query'))
    if (!page.ok) {
      throw invalidRequest([{ in: 'query', name: 'cursor', message: 'not a cursor of this search' }])
    }
    const zones = page.zones.map((zone) => toZone(zone, textUrl))
    return c.json({ zones, nextCursor: page.nextCursor }, 200, caching) as never
  })

  const lookUp = createRoute({
    method: 'get',
    path: '/v1/marine/zones/{zone}',
    operationId: 'getZone',
    summary: 'One marine zone',
    description: 'What the catalogue knows of a zone.',
    tags: ['marine'],
    request: { params: z.object({ zone: ZoneId.meta({ description: 'Zone id', examples: ['ANZ532'] }) }) },
    responses: {
      200: { description: 'The zone', content: { 'application/json': { schema: Zone } } },
      ...problemResponses(['invalid_request', 'not_found', ...callerCodes]),
    },
  })
  app.openapi(lookUp, (c) => {
    const { zone: id } = c.req.valid('param')
    const zone = zoneById(id)
    if (!zone) throw new AppError('not_found', `no catalogue knows the zone ${id}`)
    return c.json(toZone(zone, textUrl), 200, caching) as never
  })
}
