import { z } from 'zod'
import { Cancellation } from '../../core/abort.ts'
import { errorData, isAboutUpstream, readErrorData } from '../../core/error-data.ts'
import { AppError } from '../../core/errors.ts'
import { sharedTimeoutMs, withPatience } from '../../core/patience.ts'
import type { AcquireOptions, Acquisition, SharedFlights } from '../../runtime/runtime.ts'
import { type Answer, loadedOf } from '../call.ts'
import type { Context } from '../context.ts'
import type { Tier } from './keep.ts'
import { readEntry, type Sharing, storeFailed } from './shared-cache.ts'

export interface SharedFlightOptions<Out> extends Sharing<Out> {
  flights: SharedFlights
  /** How long a failure (`failedMs`) and a missing key (`missingMs`) are shared with other instances. */
  failedMs: number
  missingMs: number
}

/** Interval in ms for polling another instance's flight, in case its end is not signalled. */
const pollMs = 250
/** Minimum lifetime in ms of a published value, so that waiters find it even when its freshness is shorter. */
const minTtlMs = 2_000
/** Maximum time in ms for work after the answer: storing the value, releasing the lease. */
const afterwardsMs = 1_000

/** Outcome of another instance's flight, apart from the value. */
const Outcome = z.object({
  status: z.enum(['fresh', 'cached', 'stale']),
  attempts: z.int().min(0).max(1_000),
})

/**
 * Single flight across instances. The instance with the lease loads, stores the value and wakes the followers. Followers wait
 * until their deadline, share the value or the failure, and take over when the flight ends without either. When the shared
 * flights are unavailable, this instance loads alone after a bounded wait.
 */
export function sharedFlight<Out>(options: SharedFlightOptions<Out>): Tier<Out> {
  const { namespace: source, flights, clock, failedMs, missingMs } = options
  const { timeoutMs = sharedTimeoutMs } = flights

  const tell = (role: 'leader' | 'follower' | 'takeover' | 'alone' | 'late', ctx: Context): void =>
    ctx.emit({ type: 'shared-flight', source, role })

  const acquire = async (key: string, wish: AcquireOptions, ctx: Context): Promise<Acquisition> => {
    try {
      const ms = Math.min(timeoutMs, Math.max(0, ctx.deadline - clock.elapsed()))
      return await withPatience(clock, ms, (signal) => flights.acquire(key, wish, signal), ctx.cancellation)
    } catch (error) {
      ctx.cancellation.throwIfAborted()
      storeFailed(source, 'lease', error, ctx)
      return { role: 'alone' }
    }
  }

  /** Renews the lease until aborted. A lost lease is not retaken: another instance holds it. */
  const keepLease = async (key: string, token: string, end: Cancellation): Promise<void> => {
    const everyMs = flights.leaseMs / 3
    for (let isHeld = true; isHeld; ) {
      await clock.wait(everyMs, end)
      const renew = (signal: AbortSignal) => flights.renew(key, token, signal)
      // A failed renewal is retried while the lease lasts.
      isHeld = await withPatience(clock, everyMs, renew, end).catch(() => true)
    }
  }

  /** Tells the other instances what became of the flight, in the background and independently of the caller. */
  const afterwards = (
    operation: 'lease' | 'set',
    work: (signal: AbortSignal) => Promise<unknown>,
    ctx: Context,
  ): void =>
    ctx.waitUntil(
      withPatience(clock, afterwardsMs, work).then(
        (isDone) => {
          if (isDone === false) tell('late', ctx)
        },
        (error: unknown) => storeFailed(source, operation, error, ctx),
      ),
    )

  const lead = async (
    key: string,
    token: string,
    load: () => Promise<Answer<Out>>,
    ctx: Context,
  ): Promise<Answer<Out>> => {
    const end = new Cancellation()
    keepLease(key, token, end).catch(() => {})
    const release = (): void => afterwards('lease', (signal) => flights.release(key, token, signal), ctx)
    try {
      const answer = await load()
      const { status, staleUntil, freshUntil } = answer
      const value = { ...loadedOf(answer), status, attempts: ctx.attempts.made }
      const publication = { value, freshUntil, ttlMs: Math.max(minTtlMs, staleUntil - clock.now()) }
      const publish = (signal: AbortSignal): Promise<boolean> =>
        flights.publish(key, token, publication, signal).catch((error: unknown) => {
          // A value that cannot be stored must not hold the lease.
          release()
          throw error
        })
      afterwards('set', publish, ctx)
      return answer
    } catch (error) {
      if (error instanceof AppError && error !== ctx.cancellation.reason && isAboutUpstream(error.code)) {
        const failure = { ...errorData(error), attempts: ctx.attempts.made }
        const forMs = error.code === 'not_found' ? missingMs : failedMs
        afterwards('lease', (signal) => flights.fail(key, token, failure, forMs, signal), ctx)
      } else release()
      throw error
    } finally {
      end.abort(undefined)
    }
  }

  /** The outcome of another instance's flight, its attempts counted; null when it cannot be used. */
  const outcomeOf = (
    ended: Extract<Acquisition, { role: 'published' | 'failed' }>,
    ctx: Context,
  ): Answer<Out> | AppError | null => {
    try {
      if (ended.role === 'failed') {
        const failure = readErrorData(ended.failure)
        if (!failure) throw new Error('not a failure')
        const { attempts = 0 } = Object(ended.failure) as { attempts?: number }
        ctx.attempts.count(failure.provider ?? source, attempts)
        return failure
      }
      const { status, attempts } = Outcome.parse(ended.value)
      const entry = readEntry(ended.value, options)
      ctx.attempts.count(entry.provider, attempts)
      return { ...entry, status }
    } catch (error) {
      storeFailed(source, 'lease', error, ctx)
      return null
    }
  }

  const fly = async (
    key: string,
    next: () => Promise<Answer<Out>>,
    ctx: Context,
    hear: (ms: number) => Promise<void>,
  ): Promise<Answer<Out>> => {
    let followed: string | undefined
    let unusable: string | undefined
    for (;;) {
      const wish = { now: clock.now(), ...(followed && { followed }), ...(unusable && { unusable }) }
      const acquisition = await acquire(key, wish, ctx)
      switch (acquisition.role) {
        case 'alone':
          tell('alone', ctx)
          return next()
        case 'leader':
          tell(followed === undefined ? 'leader' : 'takeover', ctx)
          return lead(key, acquisition.token, next, ctx)
        case 'published':
        case 'failed': {
          const outcome = outcomeOf(acquisition, ctx)
          if (outcome instanceof AppError) throw outcome
          if (outcome) return outcome
          unusable = acquisition.token
          break
        }
        case 'follower': {
          if (followed === undefined) tell('follower', ctx)
          followed ??= acquisition.token
          const leftMs = ctx.deadline - clock.elapsed()
          const late = 'another instance asks for this, and has not been answered in time'
          if (leftMs <= 0) throw new AppError('deadline', late)
          await hear(Math.min(pollMs, acquisition.leftMs + 1, leftMs))
        }
      }
    }
  }

  return async (key, ctx, load) => {
    ctx.cancellation.throwIfAborted()
    // Subscribed before the lease is requested, so that a flight that ends in between is noticed.
    const listener = flights.listen(key)
    try {
      return await fly(key, load, ctx, (ms) => listener.heard(ms, ctx.signal))
    } finally {
      listener.end()
    }
  }
}
