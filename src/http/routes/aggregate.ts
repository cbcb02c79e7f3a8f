import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import type { z } from 'zod'
import { createGathering, type Landed } from '../../briefing/gather.ts'
import { merge } from '../../briefing/merge.ts'
import { envelopeOf } from '../../briefing/part.ts'
import { AppError } from '../../core/errors.ts'
import type { Aggregate } from '../../pipeline/aggregate.ts'
import { negotiate } from '../accept.ts'
import { answerResponse } from '../answer.ts'
import type { App, AppEnv } from '../app-env.ts'
import { openContext } from '../context.ts'
import { readPreferences } from '../prefer.ts'
import { aggregateCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

/** Registers an aggregated route: its document, its query, its answer. */
export function registerAggregate(app: App, aggregate: Aggregate, service: Service): void {
  const { path, operationId, summary, description, tag } = aggregate
  const route = createRoute({
    method: 'get',
    path,
    operationId,
    summary,
    description,
    tags: [tag],
    request: { query: aggregate.query as z.ZodObject },
    responses: {
      200: {
        description: 'At least one part is there; `complete` and `parts` say the rest',
        content: { 'application/json': { schema: envelopeOf(aggregate.data) } },
      },
      304: { description: 'Not changed since the `ETag` in `If-None-Match`' },
      ...problemResponses(aggregateCodes),
    },
  })
  app.openapi(route, (c) => answer(c, aggregate, c.req.valid('query'), service) as never)
}

/** Gathers, merges and answers. */
async function answer(
  c: HonoContext<AppEnv>,
  aggregate: Aggregate,
  query: unknown,
  service: Service,
): Promise<Response> {
  const { config, runtime, lifecycle, emit, waitUntil } = service
  const { clock } = runtime
  const startedAt = clock.elapsed()
  const requestId = c.get('requestId')
  if (negotiate(c.req.header('accept'), ['application/json']) === null) {
    throw new AppError('not_acceptable', 'this route answers application/json')
  }
  const { budgetMs, strict, applied } = readPreferences(c.req.header('prefer'), {
    budgetMs: config.BUDGET_MS,
    maxBudgetMs: config.MAX_BUDGET_MS,
  })
  const { ctx, close } = openContext({
    clock,
    scope: runtime.scope(),
    emit,
    requestId,
    traceparent: c.req.header('traceparent'),
    client: c.req.raw.signal,
    shutdown: lifecycle.shutdown,
    budgetMs,
    waitUntil,
  })
  try {
    const gathering = createGathering({ ctx, clock, built: service.built, settingsOf: config.settingsOf })
    const data = await aggregate.gather(query, gathering)
    const landed = gathering.landed()
    const tookMs = Math.round((clock.elapsed() - startedAt) * 100) / 100
    const order = aggregate.sources
    const merged = merge({ data, landed, order, strict, generatedAt: clock.now(), budgetMs, tookMs })
    noteParts(c, landed, merged.failure)
    return answerResponse(merged, {
      path: c.req.path,
      requestId,
      now: clock.now(),
      ifNoneMatch: c.req.header('if-none-match'),
      preferenceApplied: applied,
      isPrivate: false,
    })
  } finally {
    close()
  }
}

function noteParts(c: HonoContext<AppEnv>, landed: readonly Landed[], failure: AppError | null): void {
  const trace = c.get('trace')
  if (failure) trace.code = failure.code
  trace.parts = landed.map(({ part, error }) => {
    const { source, key, provider, status, tookMs, attempts } = part
    return { source, key, provider, status, tookMs, attempts, ...(error && { code: error.code }) }
  })
}
