import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { App } from '../app-env.ts'
import { problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
const ok = { description: 'It is', content: { 'application/json': { schema: Health } } }

/** Liveness, readiness and, where the platform has them, metrics. */
export function registerHealth(app: App, { lifecycle, metrics }: Service): void {
  const live = createRoute({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'Is the process alive?',
    description: 'Answers as long as the process can answer at all; never refused, whatever the load.',
    tags: ['operation'],
    responses: { 200: ok },
  })
  app.openapi(live, (c) => c.json({ status: 'ok' as const }, 200, { 'cache-control': 'no-store' }))

  const ready = createRoute({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Should this instance get requests?',
    description: 'Answers 503 from the moment the instance is told to stop.',
    tags: ['operation'],
    responses: { 200: ok, ...problemResponses(['draining']) },
  })
  app.openapi(ready, (c) => {
    if (lifecycle.isDraining) throw new AppError('draining', 'this instance is shutting down')
    return c.json({ status: 'ok' as const }, 200, { 'cache-control': 'no-store' }) as never
  })

  if (!metrics) return
  const scrape = createRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description: 'Text in the Prometheus exposition format. Node only.',
    tags: ['operation'],
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
