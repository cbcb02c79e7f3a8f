import { never } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { Bucket } from '../../core/token-bucket.ts'
import type { RateQuota, SharedRate } from '../../runtime/runtime.ts'
import type { Context } from '../context.ts'
import { spendRequest } from '../subrequests.ts'

export interface ReservationOptions {
  provider: string
  shared: SharedRate
  /** This instance's own bucket; the deployment's has the same rate and burst. */
  bucket: Bucket
  clock: Clock
  /** True when nothing may be sent without a reservation; otherwise this instance's own rate applies. */
  isStrict: boolean
  /** Creates the error for a call whose turn comes too late. */
  refusal(at: number, now: number): AppError
}

/** Allows a call to start: a token, or a reservation at the shared rate, which expires. */
export interface Ticket {
  /** In ms of the clock's elapsed time. */
  readonly expiresAt: number
  /** Number of this call's reservations that have expired. */
  readonly expired: number
}

export interface Reservations {
  /** Waits for a reservation, or refuses; `expired` is the number of this call's reservations that have expired. */
  take(ctx: Context, expired: number): Promise<Ticket>
  hold(ms: number, ctx: Context): void
  report(quota: RateQuota, ctx: Context): void
}

/** Maximum time in ms for an operation on the shared rate; a slower one counts as failed. */
const patienceMs = 1_000
/** Time in ms until a failed shared rate is tried again. */
const retryAfterMs = 1_000
/** Maximum number of expired reservations before a call is refused. */
const maxExpired = 2

/** A ticket that does not expire. */
export const lasting: Ticket = { expiresAt: Number.POSITIVE_INFINITY, expired: 0 }

/** Makes this instance's reservations at an upstream whose rate is shared by the deployment. */
export function createReservations(options: ReservationOptions): Reservations {
  const { provider, shared, clock, isStrict, refusal } = options
  const { spacingMs, slackMs } = options.bucket
  const toleranceMs = isStrict ? shared.toleranceMs : undefined
  // The tolerance is added to the spacing, so that two requests keep their distance even when the first one is late.
  const wish = { spacingMs: spacingMs + (toleranceMs ?? 0), slackMs }

  /** Runs an operation on the shared rate; returns null and emits a warning when it fails. */
  const share = async <T>(ctx: Context, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    try {
      return await withPatience(clock, patienceMs, work, ctx.cancellation)
    } catch (error) {
      ctx.cancellation.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      ctx.emit({ type: 'warning', message: `the shared rate of ${provider} could not be asked: ${why}` })
      return null
    }
  }

  const tell = (ctx: Context, work: (signal: AbortSignal) => Promise<unknown>): void => {
    if (ctx.scope.subrequests?.spendRequest() === false) return
    // Without the caller's signal: the other instances need it even when the caller has left.
    ctx.waitUntil(share(ctx.with({ cancellation: never }), work))
  }

  return {
    async take(ctx, expired) {
      for (;;) {
        const askedAt = clock.elapsed()
        const leftMs = ctx.deadline - askedAt
        if (expired > maxExpired || leftMs <= 0) throw refusal(askedAt + spacingMs, askedAt)
        spendRequest(ctx)
        // Background work takes only what is free now: an advance reservation would precede later callers.
        const withinMs = ctx.isBackground ? Math.min(leftMs, spacingMs / 4) : leftMs
        const reservation = await share(ctx, (signal) =>
          shared.reserve(provider, { ...wish, withinMs }, signal),
        )
        if (!reservation) {
          if (!isStrict) return lasting
          const message = 'not asked: the rate that the whole deployment keeps could not be asked'
          throw new AppError('overloaded', message, { provider, retryAfterMs, retry: false })
        }
        const { waitMs } = reservation
        if (reservation.isReserved) {
          if (waitMs > 0) await clock.wait(waitMs, ctx.cancellation)
          // Counted from before the request: the reservation was made later than that.
          return toleranceMs === undefined ? lasting : { expiresAt: askedAt + waitMs + toleranceMs, expired }
        }
        const now = clock.elapsed()
        if (!ctx.isBackground || now + waitMs >= ctx.deadline) throw refusal(now + waitMs, now)
        // With jitter: otherwise all retry at the same instant, and only one of them is served.
        const pauseMs = Math.max(spacingMs / 2, waitMs - withinMs) * (1 + clock.random() / 4)
        await clock.wait(pauseMs, ctx.cancellation)
      }
    },
    hold: (ms, ctx) => tell(ctx, (signal) => shared.hold(provider, ms, signal)),
    report: (quota, ctx) => tell(ctx, async (signal) => shared.report?.(provider, quota, signal)),
  }
}
