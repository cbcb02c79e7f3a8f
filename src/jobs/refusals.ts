// Why a queue refuses a job: the same errors and texts for every engine.
import { AppError } from '../core/errors.ts'
import type { QueueLimits } from './queue.ts'

const retryAfterMs = 10_000

/** `conflict`: the idempotency key was used before, with a different body. */
export const reusedKey = (): AppError =>
  new AppError('conflict', 'this Idempotency-Key was already used with a different body')

/** `draining`: this process accepts no new jobs. */
export const stopping = (): AppError => new AppError('draining', 'the instance is shutting down')

/** `overloaded`: as many jobs wait as the queue holds. */
export const queueFull = (waiting: number | string): AppError =>
  new AppError('overloaded', `${waiting} jobs are already waiting`, { retryAfterMs })

/** `rate_limited`: the owner has as many unfinished jobs as it may have. */
export const ownerLimit = (own: number | string, { perOwner }: Pick<QueueLimits, 'perOwner'>): AppError =>
  new AppError('rate_limited', `${own} of your jobs are waiting or running; at most ${perOwner} may be`, {
    retryAfterMs,
  })

/** The error for the limit that one more job would exceed, given the jobs that wait and the owner's unfinished ones; else null. */
export function limitExceeded(
  { waiting, own }: { waiting: number; own: number },
  limits: Pick<QueueLimits, 'pending' | 'perOwner'>,
): AppError | null {
  if (waiting >= limits.pending) return queueFull(waiting)
  return own >= limits.perOwner ? ownerLimit(own, limits) : null
}
