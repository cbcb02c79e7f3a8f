import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { SourceView } from '../../pipeline/view.ts'
import type { App } from '../app-env.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const SourcesView = z.object({ sources: z.array(SourceView) }).meta({ id: 'SourcesView' })

/** Registers `/v1/sources`: the state of every upstream as seen by this instance. */
export function registerSources(app: App, service: Service): void {
  const route = createRoute({
    method: 'get',
    path: '/v1/sources',
    operationId: 'listSources',
    summary: 'State of every upstream',
    description:
      'Breaker, concurrency, rate, latency, failures and cache of every source, as this instance sees them.',
    tags: ['operation'],
    responses: {
      200: { description: 'The sources', content: { 'application/json': { schema: SourcesView } } },
      ...problemResponses(callerCodes),
    },
  })
  app.openapi(route, (c) => {
    const sources = service.sources.map(({ name }) => service.built(name).view())
    return c.json({ sources }, 200, { 'cache-control': 'no-store' }) as never
  })
}
