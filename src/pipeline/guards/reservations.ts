import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { RateQuota, SharedRate } from '../../runtime/runtime.ts'
import { afford } from '../afford.ts'
import type { Context } from '../context.ts'

export interface ReservationOptions {
  provider: string
  shared: SharedRate
  spacingMs: number
  /** By how much requests may be ahead of their spacing after a pause, in ms. */
  slackMs: number
  clock: Clock
  /** Nothing is sent without a reservation; otherwise this instance's own rate applies when none is to be had. */
  isStrict: boolean
  /** Makes the refusal of a call whose turn comes too late. */
  refusal(at: number, now: number): AppError
}

export interface Reservations {
  /** Waits for a reservation, or refuses. Resolves with the instant when it expires, by the clock's elapsed time. */
  take(ctx: Context): Promise<number>
  hold(ms: number, ctx: Context): void
  report(quota: RateQuota, ctx: Context): void
}

/** A shared rate that takes longer counts as one that cannot be asked, in ms. */
const patienceMs = 1_000
/** When to come back to a shared rate that cannot be asked, in ms. */
const retryAfterMs = 1_000

/** The reservations of this instance at an upstream whose rate the whole deployment shares. */
export function createReservations(options: ReservationOptions): Reservations {
  const { provider, shared, spacingMs, slackMs, clock, isStrict, refusal } = options
  const { toleranceMs } = shared
  // They lie as much further apart as they may be late: however late two of them are, they keep their distance.
  const wish = {
    spacingMs: spacingMs + (isStrict ? (toleranceMs ?? 0) : 0),
    ...(slackMs > 0 && { slackMs }),
  }

  /** Asks the shared rate; null, and a warning, when it fails. */
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
    ctx.waitUntil(share(ctx.with({ signal: neverAborted }), work))
  }

  return {
    async take(ctx) {
      for (;;) {
        afford(ctx)
        const askedAt = clock.elapsed()
        const leftMs = Math.max(0, ctx.deadline - askedAt)
        // Background work takes only what is free at once: a reservation ahead would be ahead of callers yet to come.
        const withinMs = ctx.isBackground ? Math.min(leftMs, spacingMs / 4) : leftMs
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
        if (!ctx.isBackground || now + waitMs >= ctx.deadline) throw refusal(now + waitMs, now)
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
