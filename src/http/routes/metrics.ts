import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { App } from '../app-env.ts'
import { problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

/** Registers `/metrics`, if the platform has metrics. */
export function registerMetrics(app: App, { metrics }: Service): void {
  if (!metrics) return
  const scrape = createRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description: 'Text in the Prometheus exposition format. Node only.',
    tags: ['operation'],
    security: [],
    responses: {
      200: { description: 'The metrics', content: { 'text/plain': { schema: z.string() } } },
      ...problemResponses(['internal']),
    },
  })
  app.openapi(scrape, async () => {
    const headers = { 'content-type': metrics.contentType, 'cache-control': 'no-store' }
    return new Response(await metrics.render(), { headers }) as never
  })
}
