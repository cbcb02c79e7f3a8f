import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { App } from '../app-env.ts'
import { problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
const ok = { description: 'The process is alive', content: { 'application/json': { schema: Health } } }

/** Liveness and readiness. */
export function registerHealth(app: App, { lifecycle }: Service): void {
  const live = createRoute({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'Liveness',
    description: 'Always 200 while the process can respond; never refused under load.',
    tags: ['operation'],
    security: [],
    responses: { 200: ok },
  })
  app.openapi(live, (c) => c.json({ status: 'ok' as const }, 200, { 'cache-control': 'no-store' }))

  const ready = createRoute({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Readiness',
    description: '503 from the moment the instance is told to stop.',
    tags: ['operation'],
    security: [],
    responses: { 200: ok, ...problemResponses(['draining']) },
  })
  app.openapi(ready, (c) => {
    if (lifecycle.isDraining) throw new AppError('draining', 'this instance is shutting down')
    return c.json({ status: 'ok' as const }, 200, { 'cache-control': 'no-store' }) as never
  })
}
