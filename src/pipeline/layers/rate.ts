import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { Context, Layer } from '../call.ts'

export interface RateOptions {
  source: string
  provider: string
  /** Requests a second, averaged; 0 for no limit. The cool-down is obeyed all the same. */
  rps: number
  /** Requests that may start at once after a pause. */
  burst: number
  clock: Clock
}

export interface Rate {
  layer<In, Out extends { cooldownMs?: number }>(): Layer<In, Out>
  /** Holds every caller of this upstream back for `ms`, because of an answer with this code. */
  hold(ms: number, code: ErrorCode, ctx: Context): void
  view(): { perSecond: number | null; available: number | null }
}

/**
 * A token bucket, plain numbers only. A wait that does not fit into what is left of the budget is refused at once. What
 * the upstream itself asks for (`Retry-After`, its quota headers) holds all callers back alike.
 */
export function createRate({ source, provider, rps, burst, clock }: RateOptions): Rate {
  let tokens = burst
  let at = clock.elapsed()
  let heldUntil = 0
  let heldBecause: ErrorCode = 'upstream_rate_limited'

  const refill = (now: number): void => {
    tokens = Math.min(burst, tokens + ((now - at) / 1_000) * rps)
    at = now
  }

  const refuse = (waitMs: number, held: boolean, ctx: Context): AppError => {
    const code = held ? heldBecause : 'overloaded'
    const why = held ? 'it asked us to wait' : `more than ${rps} requests a second`
    ctx.emit({ type: 'refused', source, provider, by: 'rate', code })
    const message = `not asked: ${why}, and ${Math.ceil(waitMs)} ms do not fit into the time left`
    return new AppError(code, message, { provider, retryAfterMs: waitMs, retry: false, asked: false })
  }

  /** Takes one token, waiting for it when there is time. */
  const take = async (ctx: Context): Promise<void> => {
    let now = clock.elapsed()
    refill(now)
    const forToken = rps > 0 && tokens < 1 ? ((1 - tokens) / rps) * 1_000 : 0
    const held = heldUntil - now
    const wait = Math.max(forToken, held)
    if (wait > 0 && now + wait >= ctx.deadline) throw refuse(wait, held > forToken, ctx)
    tokens--
    try {
      // A timer may fire a little early, and the hold may have grown meanwhile: look again before going on.
      for (let due = now + wait; now < due; due = Math.max(due, heldUntil)) {
        if (due >= ctx.deadline) throw refuse(due - now, true, ctx)
        await clock.wait(due - now, ctx.signal)
        now = clock.elapsed()
      }
    } catch (error) {
      tokens++
      throw error
    }
  }

  const hold: Rate['hold'] = (ms, code, ctx) => {
    const until = clock.elapsed() + ms
    if (until <= heldUntil) return
    heldUntil = until
    heldBecause = code
    ctx.emit({ type: 'cooldown', source, provider, ms })
  }

  return {
    hold,
    layer: () => (next) => async (input, ctx) => {
      ctx.signal.throwIfAborted()
      await take(ctx)
      try {
        const out = await next(input, ctx)
        if (out.cooldownMs) hold(out.cooldownMs, 'upstream_rate_limited', ctx)
        return out
      } catch (error) {
        if (error instanceof AppError && error.wasAsked && error.retryAfterMs)
          hold(error.retryAfterMs, error.code, ctx)
        throw error
      }
    },
    view() {
      refill(clock.elapsed())
      return rps > 0
        ? { perSecond: rps, available: Math.max(0, Math.floor(tokens)) }
        : { perSecond: null, available: null }
    },
  }
}
