import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Layer } from '../call.ts'

export interface RetryOptions {
  source: string
  provider: string
  /** Further attempts after the first. */
  retries: number
  budget: RetryBudget
  clock: Clock
  /** Upper bound of the first pause; doubled each time, up to `maxPauseMs`. The pause is uniform below it (full jitter). */
  pauseMs?: number
  maxPauseMs?: number
}

/**
 * Retries multiply the load on an upstream that is already in trouble, so they are paid from a budget: each first attempt
 * adds a share of one, each retry takes one.
 */
export interface RetryBudget {
  deposit(): void
  /** False when nothing is left. */
  withdraw(): boolean
}

/** A budget of `share` retries a call, starting with `floor` and never above `most`. */
export function createRetryBudget({ share = 0.1, floor = 10, most = 20 } = {}): RetryBudget {
  let balance = floor
  return {
    deposit() {
      balance = Math.min(most, balance + share)
    },
    withdraw() {
      if (balance < 1) return false
      balance--
      return true
    },
  }
}

/**
 * Repeats what may be repeated, after a pause that honours `Retry-After`, never past the deadline and never beyond the
 * budget. Counts the attempts on the answer or on the error.
 */
export function retry<In, Out extends { attempts: number }>(options: RetryOptions): Layer<In, Out> {
  const { source, provider, retries, budget, clock, pauseMs = 60, maxPauseMs = 1_000 } = options
  return (next) => async (input, ctx) => {
    budget.deposit()
    let made = 0
    for (let attempt = 1; ; attempt++) {
      try {
        const out = await next(input, ctx)
        return made === 0 ? out : { ...out, attempts: made + out.attempts }
      } catch (error) {
        // The reason of the signal is shared with other calls: it is passed on as it is.
        if (!(error instanceof AppError) || error === ctx.signal.reason) throw error
        made += Math.max(error.attempts, error.wasAsked ? 1 : 0)
        error.attempts = made
        const { code } = error
        if (attempt > retries || !mayRepeat(error)) throw error
        // Also on top of what the upstream asks for, or all who were told to wait come back at once.
        const jitterMs = clock.random() * Math.min(maxPauseMs, pauseMs * 2 ** (attempt - 1))
        const delayMs = (error.retryAfterMs ?? 0) + jitterMs
        if (ctx.signal.aborted || clock.elapsed() + delayMs >= ctx.deadline) throw error
        if (!budget.withdraw()) {
          ctx.emit({ type: 'retry-refused', source, provider, code })
          throw error
        }
        ctx.emit({ type: 'retry', source, provider, attempt, delayMs, code })
        await clock.wait(delayMs, ctx.signal)
      }
    }
  }
}

const mayRepeat = (error: AppError): boolean =>
  error.retry ||
  (error.code === 'upstream_rate_limited' && error.wasAsked && error.retryAfterMs !== undefined)
