import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { ClientGone } from '../../core/abort.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import type { Route } from '../../define/route.ts'
import { envelopeOf } from '../../parts/part.ts'
import { answerFormats, negotiate } from '../accept.ts'
import type { App, AppEnv } from '../app-env.ts'
import { type OnPart, openAnswer } from '../gather-answer.ts'
import { createInputReader, placesOf } from '../input-reader.ts'
import { readPreferences } from '../prefer.ts'
import { recordProblem } from '../problem.ts'
import { aggregateCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'
import { type StreamEvent, streamResponse } from '../stream.ts'
import { writeAnswer } from '../writer.ts'

const EventStream = z.string().meta({
  description:
    'Server-sent events: `part` with `{ part, data }` as each part completes, `progress` with `{ done, total }` (the ' +
    'total may grow), finally `done` with the whole envelope, or `problem` with a problem. A comment line every 10 s while ' +
    'waiting. Events have no ids and the stream cannot be resumed; a client must not reconnect after the last event.',
})

const JsonLines = z.string().meta({
  description: 'The same events, one JSON object per line: `{ "event": "part", "part": …, "data": … }`.',
})

/** Registers an aggregated route: its OpenAPI entry, its input and its handler. */
export function registerAggregate(
  app: App,
  aggregate: Route,
  { tag, service }: { tag: string; service: Service },
): void {
  const { method = 'get', path, operationId, summary, description, callerHeaders } = aggregate
  const { query, params, body } = placesOf(aggregate)
  const route = createRoute({
    method,
    path,
    operationId,
    summary,
    description,
    tags: [tag],
    request: {
      query,
      ...(params && { params }),
      ...(body && { body: { required: true, content: { 'application/json': { schema: body } } } }),
      ...(callerHeaders.length > 0 && { headers: headersOf(callerHeaders) }),
    },
    responses: {
      200: {
        description: 'At least one part succeeded; see `complete` and `parts`',
        content: {
          'application/json': { schema: envelopeOf(aggregate.data) },
          'text/event-stream': { schema: EventStream },
          'application/x-ndjson': { schema: JsonLines },
        },
      },
      304: { description: 'Not changed since the `ETag` in `If-None-Match`' },
      ...problemResponses([...aggregateCodes, ...(body ? bodyCodes : [])]),
    },
  })
  app.openAPIRegistry.registerPath(route)
  const read = createInputReader(aggregate, service.queryReader)
  app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    return answer(c, aggregate, await read(c), service)
  })
}

/** Gathers and merges the answer, and responds with JSON or a stream of its parts. */
async function answer(
  c: HonoContext<AppEnv>,
  aggregate: Route,
  input: unknown,
  service: Service,
): Promise<Response> {
  const { config, runtime } = service
  const { clock } = runtime
  aggregate.admit?.((name) => c.req.header(name))
  const format = negotiate(c.req.header('accept'), answerFormats)
  if (format === null) throw new AppError('not_acceptable', `this route answers ${answerFormats.join(', ')}`)
  const limits = { budgetMs: aggregate.budgetMs ?? config.BUDGET_MS, maxBudgetMs: config.MAX_BUDGET_MS }
  const { budgetMs, strict, applied } = readPreferences(c.req.header('prefer'), limits)
  const { gather, leave } = openAnswer(c, aggregate, input, service, { budgetMs, strict })

  if (format === 'application/json') {
    const gathered = await gather()
    // Answers that depend on more than the URL and the preferences are not replayed.
    const isOfAddress = aggregate.caching === 'public' && !aggregate.admit
    if (isOfAddress) c.get('record').repeatable(gathered.replayable)
    return writeAnswer(c, gathered, applied, { route: aggregate, compose: service.compose, clock })
  }
  const lastEvent = async (onPart: OnPart): Promise<StreamEvent> => {
    try {
      const { envelope, failure } = await gather(onPart)
      if (!failure) return { event: 'done', data: envelope }
      return { event: 'problem', data: recordProblem(c, failure, envelope.parts) }
    } catch (thrown) {
      if (thrown instanceof ClientGone) throw thrown
      return { event: 'problem', data: recordProblem(c, toAppError(thrown)) }
    }
  }
  return streamResponse(c, {
    format,
    clock,
    headers: { vary: 'Accept, Prefer', ...(applied !== null && { 'preference-applied': applied }) },
    run: (tell) =>
      lastEvent(({ part, piece }, progress) => {
        tell({ event: 'part', data: { part, data: piece } })
        tell({ event: 'progress', data: progress })
      }),
    leave,
  })
}

/** Schema of the headers that are sent on to upstreams. */
const headersOf = (names: readonly string[]) =>
  z.object(
    Object.fromEntries(
      names.map((name) => [name, z.string().optional().meta({ description: 'Sent on to an upstream' })]),
    ),
  )

const bodyCodes = ['payload_too_large', 'unsupported_media_type'] as const
