import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import { afterToken, bucketOf, nextToken } from '../../core/token-bucket.ts'
import { type Settle, waitFor } from '../../core/wait.ts'
import type { SharedRate } from '../../runtime/runtime.ts'
import type { Context } from '../context.ts'
import type { ProviderView } from '../view.ts'
import type { Guard } from './guard.ts'
import { Queue } from './queue.ts'
import { createReservations, type Reservations } from './reservations.ts'

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

/** A token, or a reservation at the shared rate, which expires. */
interface Ticket {
  /** In ms of the clock's elapsed time. */
  readonly expiresAt: number
  /** Number of this call's reservations that have expired. */
  readonly expired: number
}

export interface Rate extends Guard<Ticket> {
  /** Pauses all calls to this upstream when a failure asks for it, or rate-limits us without a time. */
  learn(error: AppError, ctx: Context): void
  /** What is left of the pause, in ms. */
  heldMs(): number
  view(): ProviderView['rate']
}

/** The waiters of one scope. Only the first has a timer; when it leaves, the timer is set for the next. */
interface Line {
  readonly queue: Queue<Waiter>
  cancel: () => void
}

interface Waiter {
  readonly ctx: Context
  readonly settle: Settle<void>
}

/** First pause in ms after a rate-limit answer without a time; doubled each time in a row, up to the maximum. */
const firstPauseMs = 1_000
const maxPauseMs = 3_600_000
/** Maximum number of expired reservations before a call is refused. */
const maxExpired = 2
/** Minimum timer in ms: a shorter one would not advance a clock that counts in fractions of a millisecond. */
const minMs = 0.001
const lasting: Ticket = { expiresAt: Number.POSITIVE_INFINITY, expired: 0 }

/**
 * A token bucket. A token is taken when a call starts and not when it begins to wait, so that neither a late timer nor a waiter
 * that leaves brings two calls closer together. A wait longer than the remaining time is refused at once. A pause set by the
 * upstream (`Retry-After`, quota headers) applies to all callers. Background work starts only while no caller waits, leaves a
 * quarter of a burst to callers, and makes no advance reservation at a shared rate.
 */
export function createRate(options: RateOptions): Rate {
  const { source, provider, rps, burst, clock, shared, isStrict = true } = options
  const isLimited = rps > 0
  const bucket = isLimited ? bucketOf(rps, burst) : { spacingMs: 0, slackMs: 0 }
  const { spacingMs, slackMs } = bucket
  const backgroundBucket = {
    spacingMs,
    slackMs: Math.floor((Math.max(1, burst) - 1) * 0.75) * spacingMs,
  }
  let fullAt = 0
  let held: { until: number; code: ErrorCode; why: string } = {
    until: 0,
    code: 'upstream_rate_limited',
    why: '',
  }
  let pausesInARow = 0
  const lines = {}
  const lineOf = (ctx: Context): Line =>
    ctx.scope.memo(lines, () => ({ queue: new Queue(), cancel: () => {} }))

  /** Earliest instant at which a call with this many ahead of it may start. */
  const startOf = (ahead: number, now: number, of = bucket): number =>
    nextToken(fullAt, of, Math.max(now, held.until), ahead)

  const start = (now: number): void => {
    fullAt = afterToken(fullAt, bucket, now)
  }

  const refusal = (at: number, now: number): AppError => {
    const isHeld = held.until > now && startOf(0, now) === held.until
    const code = isHeld ? held.code : 'overloaded'
    const why = isHeld ? held.why : `more than ${rps} requests a second`
    const message = `not asked: ${why}, and ${Math.ceil(at - now)} ms do not fit into the time left`
    return new AppError(code, message, { provider, retryAfterMs: at - now, retry: false, asked: false })
  }

  /** Starts the waiters that are due, refuses those that can no longer start in time, and sets the timer for the next. */
  const serve = (line: Line): void => {
    line.cancel()
    const now = clock.elapsed()
    let ahead = 0
    const call = (waiters: Set<Waiter>, of: typeof bucket): void => {
      for (const waiter of waiters) {
        const at = startOf(ahead, now, of)
        if (at > now && at < waiter.ctx.deadline) {
          ahead++
          continue
        }
        waiters.delete(waiter)
        if (at <= now) {
          start(now)
          waiter.settle.resolve()
        } else waiter.settle.reject(refusal(at, now))
      }
    }
    const { callers, background } = line.queue
    call(callers, bucket)
    call(background, backgroundBucket)
    if (ahead === 0) return
    const next = startOf(0, now, callers.size > 0 ? bucket : backgroundBucket)
    line.cancel = clock.after(Math.max(minMs, next - now), () => serve(line))
  }

  const wait = (line: Line, at: number, ctx: Context): Promise<void> =>
    waitFor<void>({ signal: ctx.cancellation }, (settle) => {
      const leave = line.queue.add({ ctx, settle }, ctx, () => serve(line))
      // Also when the timer of the first is late: first come, first served.
      if (line.queue.of(ctx).size === 1 || at <= clock.elapsed()) serve(line)
      return () => {
        leave()
        if (ctx.cancellation.aborted) serve(line)
      }
    })

  /** Takes a token from this instance's own bucket; returns a promise only when it has to wait. */
  const take = (ctx: Context): void | Promise<void> => {
    const line = lineOf(ctx)
    const { callers, background } = line.queue
    const { isBackground } = ctx
    const now = clock.elapsed()
    const ahead = callers.size + (isBackground ? background.size : 0)
    const at = startOf(ahead, now, isBackground ? backgroundBucket : bucket)
    if (at <= now && ahead === 0) return start(now)
    if (at >= ctx.deadline) throw refusal(at, now)
    return wait(line, at, ctx)
  }

  const reservations =
    shared && isLimited
      ? createReservations({ provider, shared, spacingMs, slackMs, clock, isStrict, refusal })
      : null

  const reserve = async (from: Reservations, ctx: Context, before: Ticket | undefined): Promise<Ticket> => {
    const expired = before ? before.expired + 1 : 0
    const now = clock.elapsed()
    if (expired > maxExpired || (before && now >= ctx.deadline)) throw refusal(now + spacingMs, now)
    // The token of the bucket outlasts the reservation.
    if (!before) await take(ctx)
    return { expiresAt: await from.take(ctx), expired }
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
    hold(ms, code, ctx, code === 'upstream_forbidden' ? error.message : undefined)
  }

  return {
    name: 'rate',
    learn,
    heldMs: () => Math.max(0, held.until - clock.elapsed()),
    enter(ctx, before) {
      if (reservations) return reserve(reservations, ctx, before)
      const waiting = take(ctx)
      return waiting ? waiting.then(() => lasting) : lasting
    },
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
      const missing = Math.ceil(Math.max(0, fullAt - clock.elapsed()) / spacingMs)
      return { perSecond: rps, available: Math.max(0, Math.max(1, burst) - missing) }
    },
  }
}
