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

/** Upper bound of the first pause, in ms; doubled each time, up to the maximum. The pause is uniform below it (full jitter). */
const pauseMs = 60
const maxPauseMs = 1_000

/**
 * Retries multiply the load on an upstream that is already in trouble, so they are paid from a budget: each first attempt
 * adds a share of one, each retry takes one.
 */
export interface RetryBudget {
  deposit(): void
  /** False when nothing is left. */
  withdraw(): boolean
}

/** A budget of `share` retries a call, starting with `floor` and never above `max`: a bucket whose time is the calls made. */
export function createRetryBudget({ share = 0.1, floor = 10, max = 20 } = {}): RetryBudget {
  const bucket = { spacingMs: 1, slackMs: max - 1 }
  let earned = 0
  let fullAt = max - floor
  return {
    deposit() {
      earned += share
    },
    withdraw() {
      // What sums of fractions leave behind is no reason to refuse.
      if (nextToken(fullAt, bucket, earned) > earned + 1e-9) return false
      fullAt = afterToken(fullAt, bucket, earned)
      return true
    },
  }
}

/** Repeats what may be repeated, after a pause that honours `Retry-After`, never past the deadline or beyond the budget. */
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
      // Also on top of what the upstream asks for, or all that were told to wait come back at once.
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
