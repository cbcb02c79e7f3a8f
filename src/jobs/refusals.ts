// How every engine answers a repeated job, and the errors with which it refuses one.
import { AppError } from '../core/errors.ts'
import type { QueueLimits, Submitted } from './queue.ts'
import type { JobRecord, NewJob } from './record.ts'

const soon = { retryAfterMs: 10_000 }

/** The stored job that a submission repeats; null if there is none. Throws `conflict` if its body was another one. */
export function repeated(known: JobRecord | 'gone' | null, { requestHash }: NewJob): Submitted | null {
  if (known === null || known === 'gone') return null
  if (known.requestHash === requestHash) return { job: known, isNew: false }
  throw new AppError('conflict', 'this Idempotency-Key was already used with a different body')
}

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
