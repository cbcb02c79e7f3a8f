// What a queue refuses, and in which words: the same for every engine.
import { AppError } from '../core/errors.ts'
import type { QueueLimits } from './queue.ts'

const soon = { retryAfterMs: 10_000 }

export const anotherBody = (): AppError =>
  new AppError('conflict', 'this Idempotency-Key was already used with a different body')

export const isStopping = (): AppError => new AppError('draining', 'the instance is shutting down')

export const tooManyWait = (waiting: number | string): AppError =>
  new AppError('overloaded', `${waiting} jobs are already waiting`, soon)

export const tooManyOwn = (own: number | string, { perOwner }: Pick<QueueLimits, 'perOwner'>): AppError =>
  new AppError('rate_limited', `${own} of your jobs are waiting or running; at most ${perOwner} may be`, soon)

/** Why one more job is refused: so many wait, and so many of the owner are under way. Null when it is not. */
export function beyond(
  { waiting, own }: { waiting: number; own: number },
  limits: Pick<QueueLimits, 'pending' | 'perOwner'>,
): AppError | null {
  if (waiting >= limits.pending) return tooManyWait(waiting)
  return own >= limits.perOwner ? tooManyOwn(own, limits) : null
}
