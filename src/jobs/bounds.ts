// What a queue refuses, and in which words: the same for every engine.
import { AppError } from '../core/errors.ts'
import type { QueueLimits } from './queue.ts'

const soon = { retryAfterMs: 10_000 }

export const anotherBody = (): AppError =>
  new AppError('conflict', 'this Idempotency-Key has been sent with another body')

export const isStopping = (): AppError => new AppError('draining', 'the instance is shutting down')

export const tooManyWait = (waiting: number | string): AppError =>
  new AppError('overloaded', `${waiting} jobs wait already`, soon)

export const tooManyOwn = (own: number | string, { perOwner }: Pick<QueueLimits, 'perOwner'>): AppError =>
  new AppError('rate_limited', `${own} of your jobs wait or run, and ${perOwner} may`, soon)

/** Why one more job is refused: so many wait, and so many of the owner are under way. Null when it is not. */
export function beyond(
  { waiting, own }: { waiting: number; own: number },
  limits: Pick<QueueLimits, 'pending' | 'perOwner'>,
): AppError | null {
  if (waiting >= limits.pending) return tooManyWait(waiting)
  return own >= limits.perOwner ? tooManyOwn(own, limits) : null
}
