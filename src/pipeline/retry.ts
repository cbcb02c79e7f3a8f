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

/** Retries the attempts of one provider's calls. */
export type Retry = <Out>(attempt: () => Promise<Out>, ctx: Context) => Promise<Out>

/** Upper bound of the first pause in ms, doubled each time up to the maximum. Pauses are uniform below it (full jitter). */
const pauseMs = 60
const maxPauseMs = 1_000

/**
 * Retries failures that allow it, after a pause that honours `Retry-After`, within the deadline and the provider's retry budget.
 * Without a budget, retries multiply the load on an upstream that is already failing.
 */
export function createRetry({ source, provider, retries, clock }: RetryOptions): Retry {
  const budget = createRetryBudget()
  return (attempt, ctx) => {
    budget.deposit()
    const make = (made: number): ReturnType<typeof attempt> =>
      attempt().catch(async (error: unknown) => {
        if (!(error instanceof AppError) || error === ctx.cancellation.reason) throw error
        if (made > retries || !mayRepeat(error)) throw error
        const { code } = error
        // Added to the upstream's `Retry-After` too, or all callers would retry at the same instant.
        const jitterMs = clock.random() * Math.min(maxPauseMs, pauseMs * 2 ** (made - 1))
        const delayMs = (error.retryAfterMs ?? 0) + jitterMs
        if (ctx.cancellation.aborted || clock.elapsed() + delayMs >= ctx.deadline) throw error
        if (!budget.withdraw()) {
          ctx.emit({ type: 'retry-refused', source, provider, code })
          throw error
        }
        ctx.emit({ type: 'retry', source, provider, attempt: made, delayMs, code })
        await clock.wait(delayMs, ctx.cancellation)
        return make(made + 1)
      })
    return make(1)
  }
}

const mayRepeat = (error: AppError): boolean =>
  error.retry ||
  (error.code === 'upstream_rate_limited' && error.wasAsked && error.retryAfterMs !== undefined)

/** Retries earned by each call, retries available at the start, and the maximum. */
const [share, initial, max] = [0.1, 10, 20]

/** Each call earns a share of a retry, each retry takes a whole one. */
function createRetryBudget() {
  let left = initial
  return {
    deposit(): void {
      left = Math.min(max, left + share)
    },
    /** False when nothing is left. */
    withdraw(): boolean {
      // A rounding error in the sum must not cause a refusal.
      if (left < 1 - 1e-9) return false
      left -= 1
      return true
    },
  }
}
