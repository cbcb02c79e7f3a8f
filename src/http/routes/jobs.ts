import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { whole } from '../../core/query.ts'
import { Job, jobWithResult, toJob } from '../../jobs/job.ts'
import type { JobKinds } from '../../jobs/kinds.ts'
import { jobStates } from '../../jobs/record.ts'
import type { App } from '../app-env.ts'
import { clientSignal } from '../client-signal.ts'
import { cancelRunning, jobWithResultSoFar, ownerOf, submitJob } from '../job-calls.ts'
import { readJson } from '../read-json.ts'
import { callerCodes, problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'

/** Maximum size of a body: enough for 1,000 places of 200 characters in UTF-8, though not written as `\uXXXX`. */
const maxBytes = 512_000

const noStore = { 'cache-control': 'no-store' }

/** Further codes of the job routes. */
export const jobCodes = ['unavailable', ...callerCodes] as const

export const JobId = z.object({
  id: z.string().meta({
    description: 'The `id` from `POST /v1/jobs`',
    examples: ['6f1c0f6b6c1e4f5f9d5b8a3f0c2d7e914b1d0a55'],
  }),
})

const tags = ['jobs']

/** Registers the routes that submit, show, list and cancel jobs, if the platform can store jobs. */
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
    return c.json(await jobWithResultSoFar(c, id, jobs, runtime.clock.now()), 200, noStore) as never
  })

  app.openapi(cancelRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(toJob(await cancelRunning(c, id, jobs)), 202, noStore) as never
  })
}

const submitRoute = (kinds: JobKinds) => {
  // Rebuilt, because JSON Schema cannot extend a strict object. Mutual exclusion of fields (`oneOf`) is preserved.
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
    summary: 'Start a job',
    description:
      'The same result as the route of that name, for many more items than one request may ask for: all zones of an office, ' +
      '1000 places, 200 subreddits. Jobs run at background priority: they use the capacity that requests leave free. Send ' +
      'an `Idempotency-Key` to repeat the request safely: the same key with the same body returns the same job for as long ' +
      'as its result is kept. With API keys a job belongs to its key.',
    tags,
    request: {
      headers: z.object({
        'idempotency-key': z
          .string()
          .optional()
          .meta({ description: '1 to 255 visible ASCII characters chosen by the caller' }),
      }),
      body: { required: true, content: { 'application/json': { schema: z.union(bodies), examples } } },
    },
    responses: {
      202: {
        description: 'The job; `Location` is its URL',
        content: { 'application/json': { schema: Job } },
        headers: z.object({ location: z.string().meta({ description: 'URL of the job' }) }),
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
  summary: 'Recent jobs, newest first',
  description: "Without their results. With API keys, only the jobs of the caller's key; otherwise all jobs.",
  tags,
  request: {
    query: z.object({
      state: z.enum(jobStates).optional().meta({ description: 'Only jobs in this state' }),
      limit: whole(1, 100).default(20).meta({ description: 'Jobs per page' }),
      cursor: z.string().max(200).optional().meta({ description: '`nextCursor` of the previous page' }),
    }),
  },
  responses: {
    200: {
      description: 'A page of jobs',
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
    summary: 'A job with its result so far',
    description:
      '`result` is what the route of this kind answers, from the parts so far. It is kept until `expiresAt`; after that the ' +
      'job is 410 for an hour, then 404.',
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
    'Aborts its upstream requests; completed parts stay in its result. Cancelling twice is allowed; a job that has ended in ' +
    'another state is a conflict.',
  tags,
  request: { params: JobId },
  responses: {
    202: { description: 'The job', content: { 'application/json': { schema: Job } } },
    ...problemResponses(['not_found', 'conflict', 'gone', ...jobCodes]),
  },
})
