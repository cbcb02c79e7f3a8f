// The errors with which every engine refuses a job.
import { AppError } from '../core/errors.ts'
import type { QueueLimits } from './queue.ts'

const soon = { retryAfterMs: 10_000 }

export const keyReused = (): AppError =>
  new AppError('conflict', 'this Idempotency-Key was already used with a different body')

export const isDraining = (): AppError => new AppError('draining', 'the instance is shutting down')

export const tooManyWaiting = (waiting: number | string): AppError =>
  new AppError('overloaded', `${waiting} jobs are already waiting`, soon)

export const tooManyOfOwner = (own: number | string, { perOwner }: Pick<QueueLimits, 'perOwner'>): AppError =>
  new AppError('rate_limited', `${own} of your jobs are waiting or running; at most ${perOwner} may be`, soon)

/** The error for a job that exceeds a limit, given the jobs already waiting and those of its owner; null when it may be accepted. */
export function refusalFor(
  { waiting, own }: { waiting: number; own: number },
  limits: Pick<QueueLimits, 'pending' | 'perOwner'>,
): AppError | null {
  if (waiting >= limits.pending) return tooManyWaiting(waiting)
  return own >= limits.perOwner ? tooManyOfOwner(own, limits) : null
}
