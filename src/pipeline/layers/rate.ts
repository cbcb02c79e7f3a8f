import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { RateQuota, SharedRate } from '../../runtime/runtime.ts'
import { type Context, isSpare, type Layer } from '../call.ts'
import { createSharedTurns } from '../shared-turns.ts'

export interface RateOptions {
  source: string
  provider: string
  /** Requests a second, averaged; 0 for no limit. The cool-down is obeyed all the same. */
  rps: number
  /** Requests that may start at once after a pause. */
  burst: number
  clock: Clock
  /** Asked as well: it knows what other instances have asked this upstream. */
  shared?: SharedRate | undefined
  /** Is nobody asked when the shared rate cannot be? Otherwise this instance's own rate must do then. */
  isStrict?: boolean
  /** A shared rate that takes longer is one that cannot be asked. */
  patienceMs?: number
}

export interface Rate {
  layer<In, Out extends { cooldownMs?: number; quota?: RateQuota }>(): Layer<In, Out>
  /** Below whatever makes one wait between its turn and its start: a turn that is void by then is taken anew. */
  recheck<In, Out>(): Layer<In, Out>
  /** Holds every caller of this upstream back when a failure asks for it, or limits us without saying for how long. */
  learn(error: unknown, ctx: Context): void
  view(): { perSecond: number | null; available: number | null }
}

/** Those of one scope who wait, in order of arrival. Only the first has a timer: what it leaves behind, the next gets. */
interface Line {
  waiting: Set<Waiter>
  /** Those who live on spare capacity: after all others. */
  spare: Set<Waiter>
  cancel: () => void
}

interface Waiter {
  ctx: Context
  settle(error?: AppError): void
}

/** Asked to slow down without being told for how long; the first time. It doubles while that goes on, up to the longest. */
const firstPauseMs = 1_000
const longestPauseMs = 3_600_000

/** Turns that one call may miss before it is refused. */
const mostMissed = 2
/** Thrown and caught here: the turn was void when the request was about to start. */
const turnMissed = Symbol('turn missed')

/** Timers shorter than this would not move a clock that counts in fractions of a millisecond. */
const shortestMs = 0.001

/**
 * A token bucket, kept as the instant at which it is full again. A token is taken when a call starts and not when it
 * begins to wait, so that neither a late timer nor a waiter who leaves brings two calls closer together. A wait that does
 * not fit into what is left of the budget is refused at once. What the upstream itself asks for (`Retry-After`, its quota
 * headers) holds all callers back alike. Who lives on spare capacity starts only while nobody else waits, leaves a quarter of
 * a burst to others, and books nothing ahead of a shared rate.
 */
export function createRate(options: RateOptions): Rate {
  const { source, provider, rps, burst, clock, shared, isStrict = true, patienceMs = 1_000 } = options
  const spacingMs = rps > 0 ? 1_000 / rps : 0
  const slackMs = (Math.max(1, burst) - 1) * spacingMs
  const spareSlackMs = Math.floor((Math.max(1, burst) - 1) * 0.75) * spacingMs
  let fullAt = 0
  let heldUntil = 0
  let heldBecause: ErrorCode = 'upstream_rate_limited'
  let heldWhy = ''
  let pausesInARow = 0
  const lines = {}
  const lineOf = (ctx: Context): Line =>
    ctx.scope.memo(lines, () => ({ waiting: new Set(), spare: new Set(), cancel: () => {} }))

  /** When a call with so many in front of it may start, at the earliest. */
  const startOf = (ahead: number, now: number, slack = slackMs): number => {
    const from = Math.max(now, heldUntil)
    return Math.max(from, Math.max(fullAt, from) + ahead * spacingMs - slack)
  }

  const start = (now: number): void => {
    fullAt = Math.max(fullAt, now) + spacingMs
  }

  const refuse = (at: number, now: number, ctx: Context): AppError => {
    const isHeld = heldUntil > now && startOf(0, now) === heldUntil
    const code = isHeld ? heldBecause : 'overloaded'
    const why = isHeld ? heldWhy : `more than ${rps} requests a second`
    ctx.emit({ type: 'refused', source, provider, by: 'rate', code })
    const message = `not asked: ${why}, and ${Math.ceil(at - now)} ms do not fit into the time left`
    return new AppError(code, message, { provider, retryAfterMs: at - now, retry: false, asked: false })
  }

  /** Starts whoever may start, refuses those whose turn no longer comes in time, and sets the timer for the next. */
  const serve = (line: Line): void => {
    line.cancel()
    const now = clock.elapsed()
    let ahead = 0
    const call = (waiting: Set<Waiter>, slack: number): void => {
      for (const waiter of waiting) {
        const at = startOf(ahead, now, slack)
        if (at <= now) {
          start(now)
          waiter.settle()
        } else if (at >= waiter.ctx.deadline) waiter.settle(refuse(at, now, waiter.ctx))
        else ahead++
      }
    }
    call(line.waiting, slackMs)
    call(line.spare, spareSlackMs)
    if (ahead === 0) return
    const next = startOf(0, now, line.waiting.size > 0 ? slackMs : spareSlackMs)
    line.cancel = clock.after(Math.max(shortestMs, next - now), () => serve(line))
  }

  const take = (ctx: Context): Promise<void> => {
    const line = lineOf(ctx)
    const { waiting, spare } = line
    const now = clock.elapsed()
    let own = isSpare(ctx) ? spare : waiting
    const ahead = waiting.size + (own === spare ? spare.size : 0)
    const at = startOf(ahead, now, own === spare ? spareSlackMs : slackMs)
    if (at <= now && ahead === 0) {
      start(now)
      return Promise.resolve()
    }
    if (at >= ctx.deadline) return Promise.reject(refuse(at, now, ctx))
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        own.delete(waiter)
        ctx.spare?.removeEventListener('abort', promote)
        reject(ctx.signal.reason)
        serve(line)
      }
      // Somebody who waits for an answer has joined: from here on it is their place in the line.
      const promote = (): void => {
        spare.delete(waiter)
        own = waiting
        waiting.add(waiter)
        serve(line)
      }
      const waiter: Waiter = {
        ctx,
        settle(error) {
          own.delete(waiter)
          ctx.signal.removeEventListener('abort', leave)
          ctx.spare?.removeEventListener('abort', promote)
          if (error) reject(error)
          else resolve()
        },
      }
      own.add(waiter)
      ctx.signal.addEventListener('abort', leave, { once: true })
      if (own === spare) ctx.spare?.addEventListener('abort', promote, { once: true })
      // Also when the timer of the first is late: who came first goes first.
      if (own.size === 1 || at <= now) serve(line)
    })
  }

  const turns =
    shared && rps > 0
      ? createSharedTurns({
          ...{ provider, shared, spacingMs, slackMs, clock, patienceMs, isStrict },
          refuse,
        })
      : null

  /** Waits for the turn that the whole deployment has at this upstream, as long as none of them is missed too often. */
  const startInTurn = async <Out>(start: (ctx: Context) => Promise<Out>, ctx: Context): Promise<Out> => {
    for (let missed = 0; ; missed++) {
      const turnUntil = (await turns?.take(ctx)) ?? Number.POSITIVE_INFINITY
      ctx.signal.throwIfAborted()
      try {
        if (turnUntil === Number.POSITIVE_INFINITY) return await start(ctx)
        if (clock.elapsed() > turnUntil) throw turnMissed
        return await start({ ...ctx, turnUntil })
      } catch (error) {
        if (error !== turnMissed) throw error
        const now = clock.elapsed()
        if (missed >= mostMissed || now >= ctx.deadline) throw refuse(now + spacingMs, now, ctx)
      }
    }
  }

  const hold = (ms: number, code: ErrorCode, ctx: Context, why = 'it asked us to wait'): void => {
    const until = clock.elapsed() + ms
    if (until <= heldUntil) return
    heldUntil = until
    heldBecause = code
    heldWhy = why
    ctx.emit({ type: 'cooldown', source, provider, ms })
    serve(lineOf(ctx))
    turns?.hold(ms, ctx)
  }

  const learn: Rate['learn'] = (error, ctx) => {
    if (!(error instanceof AppError) || !error.wasAsked) return
    const { code, retryAfterMs } = error
    if (retryAfterMs !== undefined) return hold(retryAfterMs, code, ctx)
    const first = error.pauseMs ?? (code === 'upstream_rate_limited' ? firstPauseMs : 0)
    // Requests that were under way when the pause began say nothing new.
    if (first <= 0 || clock.elapsed() < heldUntil) return
    const ms = Math.min(longestPauseMs, first * 2 ** pausesInARow)
    pausesInARow++
    if (error.pauseMs !== undefined) error.retryAfterMs = ms
    hold(ms, code, ctx, code === 'upstream_forbidden' ? error.message : undefined)
  }

  return {
    learn,
    layer: () => (next) => async (input, ctx) => {
      ctx.signal.throwIfAborted()
      await take(ctx)
      try {
        const out = await startInTurn((own) => next(input, own), ctx)
        pausesInARow = 0
        if (out.quota) turns?.report(out.quota, ctx)
        if (out.cooldownMs) hold(out.cooldownMs, 'upstream_rate_limited', ctx)
        return out
      } catch (error) {
        learn(error, ctx)
        throw error
      }
    },
    recheck: () => (next) => async (input, ctx) => {
      if (ctx.turnUntil !== undefined && clock.elapsed() > ctx.turnUntil) throw turnMissed
      return next(input, ctx)
    },
    view() {
      if (rps <= 0) return { perSecond: null, available: null }
      const missing = Math.ceil(Math.max(0, fullAt - clock.elapsed()) / spacingMs)
      return { perSecond: rps, available: Math.max(0, Math.max(1, burst) - missing) }
    },
  }
}
