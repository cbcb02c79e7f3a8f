import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Context } from './context.ts'

export interface RetryOptions {
  source: string
  provider: string
  /** Further attempts after the first. */
  retries: number
  clock: Clock
}

/** Decides which failed attempts of one provider are repeated. */
export interface Retry {
  /** Each call earns a share of a retry. */
  earn(): void
  /** Resolves when the attempt may be made again, after `made` attempts; otherwise rejects with its error. */
  pause(error: unknown, made: number, ctx: Context): Promise<void>
}

/** Upper bound of the first pause in ms, doubled each time up to the maximum. Pauses are uniform below it (full jitter). */
const pauseMs = 60
const maxPauseMs = 1_000
/** Retries earned by each call, retries available at the start, and the maximum. */
const [share, initial, max] = [0.1, 10, 20]

/**
 * Retries failures that allow it, after a pause that honours `Retry-After`, within the deadline and the provider's retry budget.
 * Without a budget, retries multiply the load on an upstream that is already failing.
 */
export function createRetry({ source, provider, retries, clock }: RetryOptions): Retry {
  let left = initial
  return {
    earn() {
      left = Math.min(max, left + share)
    },
    async pause(error, made, ctx) {
      const { cancellation } = ctx
      if (!(error instanceof AppError) || error === cancellation.reason) throw error
      if (made > retries || !mayRepeat(error)) throw error
      const { code } = error
      // Added to the upstream's `Retry-After` too, or all callers would retry at the same instant.
      const jitterMs = clock.random() * Math.min(maxPauseMs, pauseMs * 2 ** (made - 1))
      const delayMs = (error.retryAfterMs ?? 0) + jitterMs
      if (cancellation.aborted || clock.elapsed() + delayMs >= ctx.deadline) throw error
      // A rounding error in the sum must not cause a refusal.
      if (left < 1 - 1e-9) {
        ctx.emit({ type: 'retry-refused', source, provider, code })
        throw error
      }
      left -= 1
      ctx.emit({ type: 'retry', source, provider, attempt: made, delayMs, code })
      await clock.wait(delayMs, cancellation)
    },
  }
}

const mayRepeat = (error: AppError): boolean =>
  error.retry ||
  (error.code === 'upstream_rate_limited' && error.wasAsked && error.retryAfterMs !== undefined)
