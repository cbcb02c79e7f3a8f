import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { Incoming } from '../endpoint.ts'
import type { Guard, Outcome } from './guard.ts'

export interface PassOptions {
  source: string
  provider: string
  /** In the order in which a call passes them. */
  guards: readonly Guard[]
  /** Further attempts after the first. */
  retries: number
  clock: Clock
}

/** Makes a call: an attempt behind the guards, and again where a retry may succeed. */
export type Pass = (attempt: () => Promise<Incoming>, ctx: Context) => Promise<Incoming>

const abandoned: Outcome = { is: 'abandoned' }
/** Upper bound of the first pause in ms, doubled each time up to the maximum. Pauses are uniform below it (full jitter). */
const pauseMs = 60
const maxPauseMs = 1_000
/** Retries earned by each call, retries available at the start, and the maximum. */
const [share, initial, max] = [0.1, 10, 20]

/**
 * Passes each attempt through all guards. Failures that allow it are retried, after a pause that honours `Retry-After`, within
 * the deadline and the provider's retry budget. Without a budget, retries multiply the load on an upstream that is already
 * failing.
 */
export function createPass({ source, provider, guards, retries, clock }: PassOptions): Pass {
  let left = initial

  /** Leaves the guards from the last one entered down to `first`. */
  const leave = (tickets: unknown[], first: number, outcome: Outcome, ctx: Context): void => {
    while (tickets.length > first) {
      const ticket = tickets.pop()
      guards[tickets.length]?.leave?.(ticket, outcome, ctx)
    }
  }

  /** Resolves when the attempt may be made again, after `made` attempts; otherwise rejects with its error. */
  const pause = async (error: AppError, made: number, ctx: Context): Promise<void> => {
    if (made > retries || !mayRepeat(error)) throw error
    const { code } = error
    // Added to the upstream's `Retry-After` too, or all callers would retry at the same instant.
    const jitterMs = clock.random() * Math.min(maxPauseMs, pauseMs * 2 ** (made - 1))
    const delayMs = (error.retryAfterMs ?? 0) + jitterMs
    if (ctx.cancellation.aborted || clock.elapsed() + delayMs >= ctx.deadline) throw error
    // A rounding error in the sum must not cause a refusal.
    if (left < 1 - 1e-9) {
      ctx.emit({ type: 'retry-refused', source, provider, code })
      throw error
    }
    left -= 1
    ctx.emit({ type: 'retry', source, provider, attempt: made, delayMs, code })
    await clock.wait(delayMs, ctx.cancellation)
  }

  return async (attempt, ctx) => {
    left = Math.min(max, left + share)
    for (let made = 1; ; made++) {
      const tickets: unknown[] = []
      try {
        ctx.cancellation.throwIfAborted()
        let before: unknown
        while (tickets.length < guards.length) {
          const entered = guards[tickets.length]?.enter(ctx, before)
          before = undefined
          if (!(entered instanceof Promise)) {
            tickets.push(entered)
            continue
          }
          tickets.push(await entered)
          ctx.cancellation.throwIfAborted()
          const invalid = tickets.findIndex((ticket, index) => guards[index]?.isValid?.(ticket) === false)
          if (invalid < 0) continue
          before = tickets[invalid]
          leave(tickets, invalid, abandoned, ctx)
        }
        const incoming = await attempt()
        leave(tickets, 0, { is: 'answered', incoming }, ctx)
        return incoming
      } catch (error) {
        const isVerdict = error instanceof AppError && error !== ctx.cancellation.reason
        // The guard that did not let it pass.
        const by = guards[tickets.length]?.name
        if (isVerdict && by !== undefined)
          ctx.emit({ type: 'refused', source, provider, by, code: error.code })
        const isFailure = isVerdict && by === undefined && error.wasAsked
        leave(tickets, 0, isFailure ? { is: 'failed', error } : abandoned, ctx)
        if (!isVerdict) throw error
        await pause(error, made, ctx)
      }
    }
  }
}

const mayRepeat = (error: AppError): boolean =>
  error.retry ||
  (error.code === 'upstream_rate_limited' && error.wasAsked && error.retryAfterMs !== undefined)
