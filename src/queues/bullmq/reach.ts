import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { type Link, refusalOf } from '../../runtime/node/redis/link.ts'

/** Runs a command, or rejects with `unavailable` when Redis is away or too slow, and with the signal's reason. */
export type Reach = <T>(command: () => Promise<T>, signal: AbortSignal) => Promise<T>

/** A caller is told at once; a bound of the connection ends what was sent to a Redis that does not answer any more. */
export const createReach =
  (link: Pick<Link, 'run'>): Reach =>
  async (command, signal) => {
    try {
      return await link.run(command, signal)
    } catch (error) {
      signal.throwIfAborted()
      const refusal = refusalOf(error)
      const what = refusal === null ? 'cannot be reached' : `cannot be used: ${refusal}`
      const message = `the Redis that keeps the jobs ${what}`
      throw new AppError('unavailable', message, { retryAfterMs: 2_000, cause: error })
    }
  }

/** A worker waits for so long for Redis to come back, with what it has got, before it gives a run up. */
const patienceMs = 60_000
const pauseMs = 250

/** Tries again for a while where Redis is away: for steps of a run, which nobody waits for. */
export async function patiently<T>(
  clock: Clock,
  step: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const until = clock.elapsed() + patienceMs
  for (;;) {
    try {
      return await step(signal)
    } catch (error) {
      if (!isAway(error) || clock.elapsed() >= until) throw error
      await clock.wait(pauseMs * (1 + clock.random()), signal)
    }
  }
}

export const isAway = (error: unknown): boolean => error instanceof AppError && error.code === 'unavailable'
