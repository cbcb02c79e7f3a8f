import { createRoute } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { ClientGone, follow } from '../../core/abort.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import { invalidRequest } from '../../core/faults.ts'
import { toJob } from '../../jobs/job.ts'
import type { JobQueue } from '../../jobs/queue.ts'
import type { JobRecord } from '../../jobs/record.ts'
import { negotiate, type Offer } from '../accept.ts'
import type { App, AppEnv } from '../app-env.ts'
import { clientSignal } from '../client-signal.ts'
import { ownJob } from '../job-access.ts'
import { ownerOf } from '../job-calls.ts'
import { recordProblem } from '../problem.ts'
import { problemResponses } from '../responses.ts'
import type { Service } from '../service.ts'
import { type StreamEvent, streamResponse } from '../stream.ts'
import { JobId, jobCodes } from './jobs.ts'

const offers: readonly Offer[] = ['text/event-stream', 'application/x-ndjson']

const EventStream = z.string().meta({
  description:
    'Server-sent events: `part` with `{ part, data }`, each with an id, in order of completion; `progress` with ' +
    '`{ done, total }`; finally `done` with the ended job, without its result, or `problem` with a problem. A comment ' +
    'line every 10 s. A client that reconnects with `Last-Event-ID` receives the events since then.',
})

const JsonLines = z.string().meta({
  description:
    'The same events, one JSON object per line: `{ "event": "part", "id": 1, "part": …, "data": … }`.',
})

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  operationId: 'watchJob',
  summary: 'Follow a job as events',
  description:
    'Sends every completed part, then each further part as it completes, until the job ends. When a stream ends with a ' +
    '`draining` problem, reconnect with the id of the last event.',
  tags: ['jobs'],
  request: {
    params: JobId,
    headers: z.object({
      'last-event-id': z.string().optional().meta({ description: 'The id of the last event received' }),
    }),
  },
  responses: {
    200: {
      description: 'Parts and progress',
      content: {
        'text/event-stream': { schema: EventStream },
        'application/x-ndjson': { schema: JsonLines },
      },
    },
    ...problemResponses(['invalid_request', 'not_found', 'not_acceptable', 'gone', ...jobCodes]),
  },
})

/** Registers the event stream of a job, if the platform can store jobs. */
export function registerJobEvents(app: App, service: Service): void {
  const { jobs } = service
  if (jobs) app.openapi(route, (c) => stream(c, c.req.valid('param').id, jobs.queue, service) as never)
}

async function stream(
  c: HonoContext<AppEnv>,
  id: string,
  queue: JobQueue,
  { runtime, lifecycle }: Service,
): Promise<Response> {
  const { clock } = runtime
  const format = negotiate(c.req.header('accept'), offers)
  if (format === null || format === 'application/json')
    throw new AppError('not_acceptable', `this route answers ${offers.join(', ')}`)
  const given = placeOf(c.req.header('last-event-id'))
  const job = await ownJob(id, ownerOf(c), () => queue.find(id, clientSignal(c)))
  const after = Math.min(given, job.done)
  // A durable job can be followed on another instance, so its stream ends when this one drains. Other jobs end with the process.
  const client = follow(clientSignal(c), queue.isDurable ? lifecycle.draining : lifecycle.shutdown)

  const run = async (
    tell: (event: StreamEvent) => void,
    ready: () => Promise<void>,
  ): Promise<StreamEvent> => {
    let last: JobRecord = job
    let seen = after
    try {
      for await (const change of queue.watch(id, after, client.signal)) {
        last = change.job
        const total = last.items.length
        for (const { part, piece } of change.landed) {
          tell({ event: 'part', id: ++seen, data: { part, data: piece } })
        }
        tell({ event: 'progress', data: { done: Math.max(seen, last.done), total } })
        await ready()
      }
      if (last.endedAt === null) throw new AppError('gone', 'the result of this job has expired')
      return { event: 'done', data: toJob(last) }
    } catch (thrown) {
      if (thrown instanceof ClientGone) throw thrown
      return { event: 'problem', data: recordProblem(c, toAppError(thrown)) }
    } finally {
      client.release()
    }
  }
  return streamResponse(c, {
    format,
    clock,
    headers: { vary: 'Accept' },
    run,
    leave: () => client.abort(new ClientGone()),
  })
}

function placeOf(given: string | undefined): number {
  if (given === undefined || given === '') return 0
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw invalidRequest([
    { in: 'header', name: 'Last-Event-ID', message: 'must be the id of an event of this job' },
  ])
}
