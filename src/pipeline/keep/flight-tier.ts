import { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import { errorData, isAboutUpstream, readErrorData } from '../../core/error-data.ts'
import { AppError } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { Boarding, BoardWish, SharedFlights } from '../../runtime/runtime.ts'
import type { Answer } from '../call.ts'
import type { Context } from '../context.ts'
import type { ExpiresAt } from './freshness.ts'
import type { Tier } from './keep.ts'
import { entryOf, readEntry, storedName } from './store-tier.ts'

export interface FlightOptions<Out> {
  namespace: string
  flights: SharedFlights
  clock: Clock
  /** How long the other instances are told of a failure, and of "no such key". */
  failedMs: number
  missingMs: number
  /** What is read is checked like an upstream's answer. */
  output: z.ZodType<Out>
  expiresAt: ExpiresAt<Out>
}

/** Other instances that take longer to be asked are passed over, in ms. */
const patienceMs = 100
/** Longest time until the flight of another instance is asked after, should its end not be heard, in ms. */
const pollMs = 250
/** A landed value can be had for this long at least, so that those who wait for it find it however short it is fresh. */
const leastTtlMs = 2_000
/** Time for what nobody waits for: keeping the value, giving the lease up. */
const afterwardsMs = 1_000

/** How the flight of another ended, beside the value itself. */
const Landed = z.object({ status: z.enum(['fresh', 'cached', 'stale']), attempts: z.int().min(0).max(1_000) })

/**
 * One load of a key at a time over all instances. The one that gets the lease loads, keeps the value for all and wakes those
 * that follow; they wait within their deadline, share its value or its failure, and take over when it ends without either.
 * Other instances that cannot be asked cost a bounded wait, then this one loads as if it were alone.
 */
export function flightTier<Out>(options: FlightOptions<Out>): Tier<Out> {
  const { namespace: source, flights, clock, failedMs, missingMs, output, expiresAt } = options

  const tell = (role: 'leader' | 'follower' | 'takeover' | 'alone' | 'late', ctx: Context): void =>
    ctx.emit({ type: 'shared-flight', source, role })

  const failed = (operation: 'lease' | 'set', error: unknown, ctx: Context): void => {
    const message = error instanceof Error ? error.message : String(error)
    ctx.emit({ type: 'store-failed', source, operation, message })
  }

  const board = async (key: string, wish: BoardWish, ctx: Context): Promise<Boarding> => {
    try {
      const ms = Math.min(patienceMs, Math.max(0, ctx.deadline - clock.elapsed()))
      return await withPatience(clock, ms, (signal) => flights.board(key, wish, signal), ctx.signal)
    } catch (error) {
      ctx.signal.throwIfAborted()
      failed('lease', error, ctx)
      return { role: 'alone' }
    }
  }

  /** Renews the lease until it is told to stop. One that is lost is not taken back: another instance has it. */
  const keepLease = (key: string, token: string): (() => void) => {
    const everyMs = flights.leaseMs / 3
    const end = new AbortController()
    let cancel = (): void => {}
    const renew = async (): Promise<void> => {
      // A renewal that fails is tried again while there is a lease to renew.
      const work = (signal: AbortSignal) => flights.renew(key, token, signal)
      const isHeld = await withPatience(clock, everyMs, work, end.signal).catch(() => true)
      if (isHeld && !end.signal.aborted) cancel = clock.after(everyMs, renew)
    }
    cancel = clock.after(everyMs, renew)
    return () => {
      cancel()
      end.abort()
    }
  }

  /** Tells the others how it ended. Nobody waits for that, and a caller who has left does not stop it. */
  const afterwards = (
    operation: 'lease' | 'set',
    work: (signal: AbortSignal) => Promise<unknown>,
    ctx: Context,
  ): Promise<void> =>
    withPatience(clock, afterwardsMs, work).then(
      (isDone) => {
        if (isDone === false) tell('late', ctx)
      },
      (error: unknown) => failed(operation, error, ctx),
    )

  const lead = async (
    key: string,
    token: string,
    next: () => Promise<Answer<Out>>,
    ctx: Context,
  ): Promise<Answer<Out>> => {
    const stop = keepLease(key, token)
    const leave = (): Promise<void> => afterwards('lease', (signal) => flights.leave(key, token, signal), ctx)
    try {
      const answer = await next()
      const { status, staleUntil, freshUntil } = answer
      const value = { ...entryOf(answer), status, attempts: ctx.attempts.made }
      const landing = { value, freshUntil, ttlMs: Math.max(leastTtlMs, staleUntil - clock.now()) }
      const land = async (signal: AbortSignal): Promise<boolean> => {
        try {
          return await flights.land(key, token, landing, signal)
        } catch (error) {
          // A value that cannot be kept must not keep the lease.
          ctx.waitUntil(leave())
          throw error
        }
      }
      ctx.waitUntil(afterwards('set', land, ctx))
      return answer
    } catch (error) {
      const isShared = error instanceof AppError && error !== ctx.signal.reason && isAboutUpstream(error.code)
      const forMs = isShared && error.code === 'not_found' ? missingMs : failedMs
      const tellAll = (signal: AbortSignal): Promise<boolean> =>
        flights.fail(
          key,
          token,
          { ...errorData(error as AppError), attempts: ctx.attempts.made },
          forMs,
          signal,
        )
      ctx.waitUntil(isShared ? afterwards('lease', tellAll, ctx) : leave())
      throw error
    } finally {
      stop()
    }
  }

  const land = (found: unknown, ctx: Context): Answer<Out> => {
    const { status, attempts } = Landed.parse(found)
    const entry = readEntry(found, output, expiresAt)
    ctx.attempts.count(entry.provider, attempts)
    return { ...entry, status }
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
      const boarding = await board(key, wish, ctx)
      switch (boarding.role) {
        case 'alone':
          tell('alone', ctx)
          return next()
        case 'leader':
          tell(followed === undefined ? 'leader' : 'takeover', ctx)
          return lead(key, boarding.token, next, ctx)
        case 'landed':
          try {
            return land(boarding.value, ctx)
          } catch (error) {
            failed('lease', error, ctx)
            unusable = boarding.token
            break
          }
        case 'failed': {
          const failure = readErrorData(boarding.failure)
          if (failure) {
            const { attempts = 0 } = Object(boarding.failure) as { attempts?: number }
            ctx.attempts.count(failure.provider ?? source, attempts)
            throw failure
          }
          failed('lease', new Error('not a failure'), ctx)
          unusable = boarding.token
          break
        }
        case 'follower': {
          if (followed === undefined) tell('follower', ctx)
          followed ??= boarding.token
          const leftMs = ctx.deadline - clock.elapsed()
          if (leftMs <= 0)
            throw new AppError(
              'deadline',
              'another instance asks for this, and has not been answered in time',
            )
          await hear(Math.min(pollMs, boarding.leftMs + 1, leftMs))
        }
      }
    }
  }

  return {
    async fetch(name, ctx, load) {
      ctx.signal.throwIfAborted()
      const key = storedName(source, name)
      // From before it asks: a flight that ends in between is heard.
      const listener = flights.listen(key)
      try {
        return await fly(key, load, ctx, (ms) => listener.heard(ms, ctx.signal))
      } finally {
        listener.end()
      }
    },
  }
}
