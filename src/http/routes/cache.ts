import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { isLoopback, parseAddress } from '../../core/network.ts'
import type { App } from '../app-env.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const PurgeQuery = z.object({
  source: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'A source, as `parts` name it', examples: ['marine'] }),
  key: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({
      description: 'What is dropped, as `parts` name it; everything when left out',
      examples: ['ANZ532'],
    }),
})

const Purged = z
  .object({ purged: z.int().meta({ description: 'How many cached values went' }) })
  .meta({ id: 'Purged' })

export interface CacheRouteOptions {
  /** Only this machine itself may purge: there is neither a key nor a port of its own that would keep strangers out. */
  isOpen: boolean
}

/** Drops what this instance has cached. */
export function registerCache(app: App, service: Service, { isOpen }: CacheRouteOptions): void {
  const names = service.sources.map(({ name }) => name)
  const route = createRoute({
    method: 'delete',
    path: '/v1/cache',
    operationId: 'purgeCache',
    summary: 'Drop cached values',
    description:
      'Of one key, or of a whole source, in the memory of this instance; the shared store is left alone. With neither ' +
      '`API_KEYS` nor `OPS_PORT` set, only callers on the same machine may do it.',
    tags: ['operation'],
    request: { query: PurgeQuery },
    responses: {
      200: { description: 'They are gone', content: { 'application/json': { schema: Purged } } },
      ...problemResponses(['invalid_request', 'forbidden', 'not_found', ...callerCodes]),
    },
  })
  app.openapi(route, (c) => {
    if (isOpen && !isFromHere(c, service)) {
      throw new AppError('forbidden', 'set API_KEYS or OPS_PORT to purge from another machine')
    }
    const { source, key } = c.req.valid('query')
    if (!names.includes(source)) {
      const known = names.join(', ')
      throw new AppError('not_found', `no source is called ${source.slice(0, 60)}; there are ${known}`)
    }
    const purged = service.built(source).purge(key)
    return c.json({ purged }, 200, { 'cache-control': 'no-store' }) as never
  })
}

/** A proxy on this machine speaks for strangers: what it forwards is not from here. */
function isFromHere(c: HonoContext, service: Service): boolean {
  const address = parseAddress(service.clientAddress?.(c) ?? '')
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => c.req.header(name) !== undefined,
  )
  return address !== null && isLoopback(address) && !isForwarded
}
