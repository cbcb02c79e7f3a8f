// Operations on jobs, shared by the JSON routes and the pages.
import type { Context as HonoContext } from 'hono'
import { AppError } from '../core/errors.ts'
import { type Job, toJob, toResult } from '../jobs/job.ts'
import { readNewJob } from '../jobs/new-job.ts'
import { hasEnded, type JobRecord } from '../jobs/record.ts'
import type { AppEnv } from './app-env.ts'
import { clientSignal } from './client-signal.ts'
import { ownJob } from './job-access.ts'
import type { Service } from './service.ts'

type Jobs = NonNullable<Service['jobs']>

/** Name of the caller's key, which owns its jobs; null without keys. */
export const ownerOf = (c: HonoContext<AppEnv>): string | null => c.get('record').caller.client

/** Submits a job. Throws `invalid_request` with every fault of the body, and any refusal by the queue. */
export async function submitJob(
  c: HonoContext<AppEnv>,
  body: unknown,
  { queue, kinds }: Jobs,
): Promise<JobRecord> {
  const { order, kind } = await readNewJob(body, {
    kinds,
    owner: ownerOf(c),
    idempotencyKey: c.req.header('idempotency-key'),
    requestId: c.get('record').requestId,
  })
  kind.admit?.((name) => c.req.header(name))
  const { job } = await queue.submit(order, clientSignal(c))
  return job
}

/** Returns the caller's job with its result so far. */
export async function jobWithResultSoFar(
  c: HonoContext<AppEnv>,
  id: string,
  { queue, kinds }: Jobs,
  now: number,
): Promise<Job & { result: ReturnType<typeof toResult> }> {
  const signal = clientSignal(c)
  const job = await ownJob(id, ownerOf(c), () => queue.find(id, signal))
  const kind = kinds.get(job.kind)
  if (!kind) throw new AppError('internal', `this version does not support jobs of kind ${job.kind}`)
  const landed = await queue.checkpoints(id, { after: 0, max: job.items.length }, signal)
  const result = toResult(job, landed, kind, now)
  // Parts that finished after the job was read are in the result, so the count includes them.
  return { ...toJob({ ...job, done: Math.max(job.done, landed.length) }), result }
}

/** Cancels the caller's job; a job that has already ended is not changed. */
export const cancelJob = (c: HonoContext<AppEnv>, id: string, { queue }: Jobs): Promise<JobRecord> =>
  ownJob(id, ownerOf(c), () => queue.cancel(id, clientSignal(c)))

/** Cancels the caller's job. Throws `conflict` when it has already ended otherwise. */
export async function cancelRunning(c: HonoContext<AppEnv>, id: string, jobs: Jobs): Promise<JobRecord> {
  const job = await cancelJob(c, id, jobs)
  if (!hasEnded(job) || job.state === 'cancelled') return job
  throw new AppError('conflict', `the job has already ended: it is ${job.state}`)
}
