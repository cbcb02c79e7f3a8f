import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { whole } from '../../core/query.ts'
import { Job, jobWithResult, toJob } from '../../jobs/job.ts'
import type { JobKinds } from '../../jobs/kinds.ts'
import { jobStates } from '../../jobs/record.ts'
import type { App } from '../app-env.ts'
import { clientSignal } from '../client-signal.ts'
import { cancelRunning, ownerOf, submitJob, wholeJob } from '../job-calls.ts'
import { readJson } from '../read-json.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

/** A thousand places of two hundred characters, written as `\uXXXX`, do not fit; written as UTF-8 they do. */
const maxBytes = 512_000

const noStore = { 'cache-control': 'no-store' }

/** What a route of jobs can answer beside what any can. */
export const jobCodes = ['unavailable', ...callerCodes] as const

export const JobId = z.object({
  id: z.string().meta({
    description: 'As `POST /v1/jobs` gave it',
    examples: ['6f1c0f6b6c1e4f5f9d5b8a3f0c2d7e914b1d0a55'],
  }),
})

const tags = ['jobs']

/** Registers what submits, shows, lists and cancels jobs; nothing where the platform has no place for them. */
export function registerJobs(app: App, service: Service): void {
  const { jobs, runtime } = service
  if (!jobs) return
  const { queue, kinds } = jobs

  app.openAPIRegistry.registerPath(submitRoute(kinds))
  app.post('/v1/jobs', async (c) => {
    const job = await submitJob(c, await readJson(c, maxBytes), jobs)
    return c.json(toJob(job), 202, { ...noStore, location: `/v1/jobs/${job.id}` })
  })

  app.openapi(listRoute, async (c) => {
    const { state, limit, cursor } = c.req.valid('query')
    const page = await queue.list({ owner: ownerOf(c), state, limit, cursor }, clientSignal(c))
    return c.json({ jobs: page.jobs.map(toJob), nextCursor: page.nextCursor }, 200, noStore) as never
  })

  app.openapi(showRoute(kinds), async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await wholeJob(c, id, jobs, runtime.clock.now()), 200, noStore) as never
  })

  app.openapi(cancelRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(toJob(await cancelRunning(c, id, jobs)), 202, noStore) as never
  })
}

const submitRoute = (kinds: JobKinds) => {
  // Laid out anew, because JSON Schema has no way to extend a strict object; what excludes what is kept.
  const bodies = [...kinds.values()].map(({ kind, summary, input }) => {
    const shape = input instanceof z.ZodObject ? input.shape : {}
    const { oneOf } = input.meta() ?? {}
    return z.strictObject({ kind: z.literal(kind), ...shape }).meta({ description: summary, ...{ oneOf } })
  })
  const examples = Object.fromEntries(
    [...kinds.values()].map(({ kind, summary, example }) => [kind, { summary, value: { kind, ...example } }]),
  )
  return createRoute({
    method: 'post',
    path: '/v1/jobs',
    operationId: 'submitJob',
    summary: 'Start work that outlives the request',
    description:
      'What the route of the same name answers, for far more than one request may ask: all zones of an office, a thousand ' +
      'places, two hundred subreddits. Parts are asked for with what callers leave over of every limit. Send an ' +
      '`Idempotency-Key` to be able to repeat the request: the same key with the same body is the same job for as long as ' +
      'its result is kept, answered as the first time. With API keys a job belongs to its key.',
    tags,
    request: {
      headers: z.object({
        'idempotency-key': z
          .string()
          .optional()
          .meta({ description: '1 to 255 visible ASCII characters of the caller’s own making' }),
      }),
      body: { required: true, content: { 'application/json': { schema: z.union(bodies), examples } } },
    },
    responses: {
      202: {
        description: 'The job; `Location` is where it is found',
        content: { 'application/json': { schema: Job } },
        headers: z.object({ location: z.string().meta({ description: 'Where the job is found' }) }),
      },
      ...problemResponses([
        'invalid_request',
        'conflict',
        'request_timeout',
        'payload_too_large',
        'unsupported_media_type',
        ...jobCodes,
      ]),
    },
  })
}

const listRoute = createRoute({
  method: 'get',
  path: '/v1/jobs',
  operationId: 'listJobs',
  summary: 'Jobs whose results are kept, the newest first',
  description: 'Without their results. With API keys those of the key, else those of everybody.',
  tags,
  request: {
    query: z.object({
      state: z.enum(jobStates).optional().meta({ description: 'Only those in this state' }),
      limit: whole(1, 100).default(20).meta({ description: 'Jobs a page' }),
      cursor: z.string().max(200).optional().meta({ description: '`nextCursor` of the page before' }),
    }),
  },
  responses: {
    200: {
      description: 'One page',
      content: {
        'application/json': {
          schema: z
            .object({
              jobs: z.array(Job),
              nextCursor: z.string().nullable().meta({ description: 'null at the end' }),
            })
            .meta({ id: 'JobPage' }),
        },
      },
    },
    ...problemResponses(['invalid_request', ...jobCodes]),
  },
})

const showRoute = (kinds: JobKinds) =>
  createRoute({
    method: 'get',
    path: '/v1/jobs/{id}',
    operationId: 'getJob',
    summary: 'A job with what has landed so far',
    description:
      '`result` is what the route of this kind answers, from the parts so far. It is kept for a while after the end ' +
      '(`expiresAt`), then answered with 410 for an hour, then with 404.',
    tags,
    request: { params: JobId },
    responses: {
      200: { description: 'The job', content: { 'application/json': { schema: jobWithResult(kinds) } } },
      ...problemResponses(['not_found', 'gone', ...jobCodes]),
    },
  })

const cancelRoute = createRoute({
  method: 'delete',
  path: '/v1/jobs/{id}',
  operationId: 'cancelJob',
  summary: 'Cancel a job',
  description:
    'Ends the requests to upstreams that it has under way; what has landed stays in its result. Repeating it is no fault; a ' +
    'job that has ended otherwise is a conflict.',
  tags,
  request: { params: JobId },
  responses: {
    202: { description: 'The job', content: { 'application/json': { schema: Job } } },
    ...problemResponses(['not_found', 'conflict', 'gone', ...jobCodes]),
  },
})
