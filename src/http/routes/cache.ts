import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { App } from '../app-env.ts'
import { refuseStrangePage } from '../page-origin.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const PurgeQuery = z.object({
  source: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'The source, as in `parts`', examples: ['marine'] }),
  key: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({
      description: 'The key, as in `parts`; without it the whole source is dropped',
      examples: ['ANZ532'],
    }),
})

const Purged = z
  .object({ purged: z.int().meta({ description: 'Number of cached values dropped' }) })
  .meta({ id: 'Purged' })

export interface CacheRouteOptions {
  /** True when neither a key nor a separate port protects the route. */
  isOpen: boolean
}

/** Registers `DELETE /v1/cache`, which drops values cached by this instance. */
export function registerCache(app: App, service: Service, { isOpen }: CacheRouteOptions): void {
  const names = service.sources.map(({ name }) => name)
  const route = createRoute({
    method: 'delete',
    path: '/v1/cache',
    operationId: 'purgeCache',
    summary: 'Drop cached values',
    description:
      'Drops one key or a whole source from the memory of this instance; the shared store is not changed. Without ' +
      '`API_KEYS` and `OPS_PORT` it is forbidden, unless `OPEN_CACHE_PURGE` is set.',
    tags: ['operation'],
    request: { query: PurgeQuery },
    responses: {
      200: {
        description: 'The number of values dropped',
        content: { 'application/json': { schema: Purged } },
      },
      ...problemResponses(['invalid_request', 'forbidden', 'not_found', ...callerCodes]),
    },
  })
  app.openapi(route, (c) => {
    // The caller's address proves nothing: behind a proxy on this machine, every caller has a local address.
    if (isOpen && !service.config.OPEN_CACHE_PURGE) {
      throw new AppError('forbidden', 'set API_KEYS, OPS_PORT or OPEN_CACHE_PURGE to purge the cache')
    }
    if (isOpen) refuseStrangePage(c, service)
    const { source, key } = c.req.valid('query')
    if (!names.includes(source)) {
      const known = names.join(', ')
      throw new AppError('not_found', `there is no source ${source.slice(0, 60)}; known sources: ${known}`)
    }
    const purged = service.built(source).purge(key)
    return c.json({ purged }, 200, { 'cache-control': 'no-store' }) as never
  })
}
