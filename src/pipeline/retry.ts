import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { afterToken, nextToken } from '../core/token-bucket.ts'
import type { Context } from './context.ts'

export interface RetryOptions {
  source: string
  provider: string
  /** Further attempts after the first. */
  retries: number
  budget: RetryBudget
  clock: Clock
}

/** Upper bound of the first pause in ms, doubled each time up to the maximum. Pauses are uniform below it (full jitter). */
const pauseMs = 60
const maxPauseMs = 1_000

/**
 * A retry budget: each first attempt adds a fraction of a token, each retry takes one. Without it, retries multiply the load on
 * an upstream that is already failing.
 */
export interface RetryBudget {
  deposit(): void
  /** False when nothing is left. */
  withdraw(): boolean
}

/** A budget that gains `share` retries per call, starts at `floor` and never exceeds `max`. */
export function createRetryBudget({ share = 0.1, floor = 10, max = 20 } = {}): RetryBudget {
  const bucket = { spacingMs: 1, slackMs: max - 1 }
  let earned = 0
  let fullAt = max - floor
  return {
    deposit() {
      earned += share
    },
    withdraw() {
      // A rounding error in the sum must not cause a refusal.
      if (nextToken(fullAt, bucket, earned) > earned + 1e-9) return false
      fullAt = afterToken(fullAt, bucket, earned)
      return true
    },
  }
}

/** Retries failures that allow it, after a pause that honours `Retry-After`, within the deadline and the retry budget. */
export async function retry<Out>(
  attempt: () => Promise<Out>,
  ctx: Context,
  { source, provider, retries, budget, clock }: RetryOptions,
): Promise<Out> {
  budget.deposit()
  for (let made = 1; ; made++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof AppError) || error === ctx.signal.reason) throw error
      if (made > retries || !mayRepeat(error)) throw error
      const { code } = error
      // Added to the upstream's `Retry-After` too, or all callers would retry at the same instant.
      const jitterMs = clock.random() * Math.min(maxPauseMs, pauseMs * 2 ** (made - 1))
      const delayMs = (error.retryAfterMs ?? 0) + jitterMs
      if (ctx.signal.aborted || clock.elapsed() + delayMs >= ctx.deadline) throw error
      if (!budget.withdraw()) {
        ctx.emit({ type: 'retry-refused', source, provider, code })
        throw error
      }
      ctx.emit({ type: 'retry', source, provider, attempt: made, delayMs, code })
      await clock.wait(delayMs, ctx.signal)
    }
  }
}

const mayRepeat = (error: AppError): boolean =>
  error.retry ||
  (error.code === 'upstream_rate_limited' && error.wasAsked && error.retryAfterMs !== undefined)
