// What callers do with jobs, whether they ask for JSON or look at a page.
import type { Context as HonoContext } from 'hono'
import { AppError } from '../core/errors.ts'
import { type Job, toJob, toResult } from '../jobs/job.ts'
import { readOrder } from '../jobs/order.ts'
import { hasEnded, type JobRecord } from '../jobs/record.ts'
import type { AppEnv } from './app-env.ts'
import { clientSignal } from './client-signal.ts'
import { ownJob } from './job-access.ts'
import type { Service } from './service.ts'

type Jobs = NonNullable<Service['jobs']>

/** The name of the caller's key: whose the job is. */
export const ownerOf = (c: HonoContext<AppEnv>): string | null => c.get('record').caller.client

/** Submits what the body orders. Throws every fault of it, and what the queue refuses it with. */
export async function submitJob(
  c: HonoContext<AppEnv>,
  body: unknown,
  { queue, kinds }: Jobs,
): Promise<JobRecord> {
  const { order, kind } = await readOrder(body, {
    kinds,
    owner: ownerOf(c),
    idempotencyKey: c.req.header('idempotency-key'),
    requestId: c.get('record').requestId,
  })
  kind.admit?.((name) => c.req.header(name))
  const { job } = await queue.submit(order, clientSignal(c))
  return job
}

/** The caller's job with what has landed so far. */
export async function wholeJob(
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
  // What has landed since the job was read is in the result: the count agrees with it.
  return { ...toJob({ ...job, done: Math.max(job.done, landed.length) }), result }
}

/** Cancels the caller's job; one that has ended otherwise stays as it is. */
export const cancelJob = (c: HonoContext<AppEnv>, id: string, { queue }: Jobs): Promise<JobRecord> =>
  ownJob(id, ownerOf(c), () => queue.cancel(id, clientSignal(c)))

/** Cancels it for a caller who is told when there was nothing to cancel: then it throws `conflict`. */
export async function cancelRunning(c: HonoContext<AppEnv>, id: string, jobs: Jobs): Promise<JobRecord> {
  const job = await cancelJob(c, id, jobs)
  if (!hasEnded(job) || job.state === 'cancelled') return job
  throw new AppError('conflict', `the job has already ended: it is ${job.state}`)
}
