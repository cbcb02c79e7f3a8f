import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { withPatience } from '../core/patience.ts'
import type { RateQuota, SharedRate } from '../runtime/runtime.ts'
import { afford } from './afford.ts'
import { type Context, isSpare } from './call.ts'

export interface SharedTurnsOptions {
  provider: string
  shared: SharedRate
  spacingMs: number
  /** By how much requests may be ahead of their spacing after a pause, in ms. */
  slackMs: number
  clock: Clock
  /** A shared rate that takes longer counts as one that cannot be asked. */
  patienceMs: number
  /** Is nobody to be asked without a turn? Otherwise this instance's own rate must do when there is none to be had. */
  isStrict: boolean
  /** Makes the refusal of one whose turn comes too late. */
  refuse(at: number, now: number, ctx: Context): AppError
}

export interface SharedTurns {
  /** Waits for a turn, or refuses. Resolves with the instant after which it is void, by the clock's elapsed time. */
  take(ctx: Context): Promise<number>
  hold(ms: number, ctx: Context): void
  report(quota: RateQuota, ctx: Context): void
}

/** When to come back to a shared rate that cannot be asked, in ms. */
const retryAfterMs = 1_000

/** The turns that the whole deployment has at an upstream. */
export function createSharedTurns(options: SharedTurnsOptions): SharedTurns {
  const { provider, shared, spacingMs, slackMs, clock, patienceMs, isStrict, refuse } = options
  const { toleranceMs } = shared
  // Turns lie as much further apart as they may be late: however late two of them are, they keep their distance.
  const wish = {
    spacingMs: spacingMs + (isStrict ? (toleranceMs ?? 0) : 0),
    ...(slackMs > 0 && { slackMs }),
  }

  /** Runs one exchange with the shared rate; null, and a warning, when it fails. */
  const share = async <T>(ctx: Context, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    try {
      return await withPatience(clock, patienceMs, work, ctx.signal)
    } catch (error) {
      ctx.signal.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      ctx.emit({ type: 'warning', message: `the shared rate of ${provider} could not be asked: ${why}` })
      return null
    }
  }

  const tell = (ctx: Context, work: (signal: AbortSignal) => Promise<unknown>): void => {
    if (ctx.scope.allowance?.takeRequest() === false) return
    // Not with the caller's signal: it matters to all others.
    const { signal } = new AbortController()
    ctx.waitUntil(share({ ...ctx, signal }, work))
  }

  return {
    async take(ctx) {
      for (;;) {
        afford(ctx)
        const askedAt = clock.elapsed()
        const leftMs = Math.max(0, ctx.deadline - askedAt)
        // Only what is as good as free: what is booked ahead would be ahead of callers who have yet to come.
        const withinMs = isSpare(ctx) ? Math.min(leftMs, spacingMs / 4) : leftMs
        const booking = await share(ctx, (signal) => shared.book(provider, { ...wish, withinMs }, signal))
        if (!booking) {
          if (!isStrict) return Number.POSITIVE_INFINITY
          const message = 'not asked: the rate that the whole deployment keeps could not be asked'
          throw new AppError('overloaded', message, { provider, retryAfterMs, retry: false })
        }
        const { waitMs } = booking
        if (booking.isBooked) {
          if (waitMs > 0) await clock.wait(waitMs, ctx.signal)
          // Counted from before it was asked for: the booking was made later than that.
          return isStrict && toleranceMs !== undefined
            ? askedAt + waitMs + toleranceMs
            : Number.POSITIVE_INFINITY
        }
        const now = clock.elapsed()
        if (!isSpare(ctx) || now + waitMs >= ctx.deadline) throw refuse(now + waitMs, now, ctx)
        // Not all at the same instant, or one of them would be served and the others come back together.
        await clock.wait(Math.max(spacingMs / 2, waitMs - withinMs) * (1 + clock.random() / 4), ctx.signal)
      }
    },
    hold: (ms, ctx) => tell(ctx, (signal) => shared.hold(provider, ms, signal)),
    report(quota, ctx) {
      if (shared.report) tell(ctx, async (signal) => shared.report?.(provider, quota, signal))
    },
  }
}
