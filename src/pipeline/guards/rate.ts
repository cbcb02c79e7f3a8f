import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import { afterToken, bucketOf, nextToken } from '../../core/token-bucket.ts'
import { type Settle, waitFor } from '../../core/wait.ts'
import type { SharedRate } from '../../runtime/runtime.ts'
import type { Context } from '../context.ts'
import type { ProviderView } from '../view.ts'
import type { Guard } from './guard.ts'
import { Queue } from './queue.ts'
import { createReservations, lasting, type Reservations, type Ticket } from './reservations.ts'

export interface RateOptions {
  source: string
  provider: string
  /** Requests per second, averaged; 0 for no limit. Cool-downs apply in either case. */
  rps: number
  /** Requests that may start at once after a pause. */
  burst: number
  clock: Clock
  /** The rate shared between instances, applied in addition. */
  shared?: SharedRate | undefined
  /** True when nothing may be sent while the shared rate is unavailable; otherwise this instance's own rate applies. */
  isStrict?: boolean
}

export interface Rate extends Guard<Ticket> {
  /** Pauses all calls to this upstream when a failure asks for it, or rate-limits us without a time. */
  learn(error: AppError, ctx: Context): void
  /** What is left of the pause, in ms. */
  heldMs(): number
  view(): ProviderView['rate']
}

/** The waiters of one scope. There is one timer, for the first of them. */
class Line extends Queue<{ readonly ctx: Context; readonly settle: Settle<Ticket> }> {
  cancel = (): void => {}
}

const newLine = (): Line => new Line()

/** First pause in ms after a rate-limit answer without a time; doubled each time in a row, up to the maximum. */
const firstPauseMs = 1_000
const maxPauseMs = 3_600_000
/** Minimum timer in ms: a shorter one would not advance a clock that counts in fractions of a millisecond. */
const minMs = 0.001

/**
 * A token bucket. A token is taken when a call starts and not when it begins to wait, so that neither a late timer nor a waiter
 * that leaves brings two calls closer together. A wait longer than the remaining time is refused at once. A pause set by the
 * upstream (`Retry-After`, quota headers) applies to all callers. Background work starts only while no caller waits, leaves a
 * quarter of a burst to callers, and makes no advance reservation at a shared rate.
 */
export function createRate(options: RateOptions): Rate {
  const { source, provider, rps, burst, clock, shared, isStrict = true } = options
  const isLimited = rps > 0
  const perSecond = isLimited ? rps : Number.POSITIVE_INFINITY
  const bucket = bucketOf(perSecond, burst)
  const backgroundBucket = bucketOf(perSecond, 1 + Math.floor((burst - 1) * 0.75))
  let fullAt = 0
  let held = { until: 0, code: 'upstream_rate_limited' as ErrorCode, why: '' }
  let pausesInARow = 0
  const lines = {}
  const lineOf = (ctx: Context): Line => ctx.scope.memo(lines, newLine)

  /** Earliest instant at which a call with this many ahead of it may start. */
  const startOf = (ahead: number, now: number, isBackground: boolean): number =>
    nextToken(fullAt, isBackground ? backgroundBucket : bucket, Math.max(now, held.until), ahead)

  const start = (now: number): void => {
    fullAt = afterToken(fullAt, bucket, now)
  }

  const refusal = (at: number, now: number): AppError => {
    const isHeld = held.until > now && startOf(0, now, false) === held.until
    const code = isHeld ? held.code : 'overloaded'
    const why = isHeld ? held.why : `more than ${rps} requests a second`
    const message = `not asked: ${why}, and ${Math.ceil(at - now)} ms do not fit into the time left`
    return new AppError(code, message, { provider, retryAfterMs: at - now, retry: false, asked: false })
  }

  /** Starts the waiters that are due, refuses those that can no longer start in time, and sets the timer for the next. */
  const serve = (line: Line): void => {
    line.cancel()
    const now = clock.elapsed()
    const { callers, background } = line
    let ahead = 0
    let next = now
    for (const waiters of [callers, background])
      for (const waiter of waiters) {
        const at = startOf(ahead, now, waiters === background)
        if (at > now && at < waiter.ctx.deadline) {
          if (ahead === 0) next = at
          ahead++
          continue
        }
        if (at > now) waiter.settle.reject(refusal(at, now))
        else {
          start(now)
          waiter.settle.resolve(lasting)
        }
      }
    if (ahead > 0) line.cancel = clock.after(Math.max(minMs, next - now), () => serve(line))
  }

  /** Takes a token from this instance's own bucket; returns a promise only when none is free, or others wait. */
  const take = (ctx: Context): Ticket | Promise<Ticket> => {
    const line = lineOf(ctx)
    const now = clock.elapsed()
    const hasWaiters = line.callers.size + line.background.size > 0
    if (!hasWaiters && startOf(0, now, ctx.isBackground) <= now) {
      start(now)
      return lasting
    }
    return waitFor<Ticket>({ signal: ctx.cancellation }, (settle) => {
      const leave = line.add({ ctx, settle }, ctx, () => serve(line))
      serve(line)
      return () => {
        leave()
        if (ctx.cancellation.aborted) serve(line)
      }
    })
  }

  const reservations =
    shared && isLimited ? createReservations({ provider, shared, bucket, clock, isStrict, refusal }) : null

  const reserve = async (from: Reservations, ctx: Context, before: Ticket | undefined): Promise<Ticket> => {
    // The token of the bucket outlasts a reservation that has expired.
    if (!before) await take(ctx)
    return from.take(ctx, before ? before.expired + 1 : 0)
  }

  const hold = (ms: number, code: ErrorCode, ctx: Context, why = 'it asked us to wait'): void => {
    const until = clock.elapsed() + ms
    if (until <= held.until) return
    held = { until, code, why }
    ctx.emit({ type: 'cooldown', source, provider, ms })
    serve(lineOf(ctx))
    reservations?.hold(ms, ctx)
  }

  const learn: Rate['learn'] = (error, ctx) => {
    const { code, retryAfterMs, pauseMs } = error
    if (retryAfterMs !== undefined) return hold(retryAfterMs, code, ctx)
    const first = pauseMs ?? (code === 'upstream_rate_limited' ? firstPauseMs : 0)
    // Failures of requests sent before the pause began must not lengthen it.
    if (first <= 0 || clock.elapsed() < held.until) return
    const ms = Math.min(maxPauseMs, first * 2 ** pausesInARow)
    pausesInARow++
    hold(ms, code, ctx, error.message)
  }

  return {
    name: 'rate',
    learn,
    heldMs: () => Math.max(0, held.until - clock.elapsed()),
    enter: (ctx, before) => (reservations ? reserve(reservations, ctx, before) : take(ctx)),
    isValid: ({ expiresAt }) => clock.elapsed() <= expiresAt,
    leave(_, outcome, ctx) {
      if (outcome.is === 'failed') learn(outcome.error, ctx)
      if (outcome.is !== 'answered') return
      pausesInARow = 0
      const { quota, cooldownMs } = outcome.incoming
      if (quota) reservations?.report(quota, ctx)
      if (cooldownMs) hold(cooldownMs, 'upstream_rate_limited', ctx)
    },
    view() {
      if (!isLimited) return { perSecond: null, available: null }
      const missing = Math.ceil(Math.max(0, fullAt - clock.elapsed()) / bucket.spacingMs)
      return { perSecond: rps, available: Math.max(0, Math.max(1, burst) - missing) }
    },
  }
}
