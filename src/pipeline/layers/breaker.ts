import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Context, Layer } from '../call.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerOptions {
  source: string
  provider: string
  clock: Clock
  /** Outcomes older than this are forgotten. */
  windowMs?: number
  /** It does not open before this many outcomes. */
  minimum?: number
  /** Share of failures, from which on it opens. */
  failureShare?: number
  /** First pause; doubled each time the probe fails, up to `maxOpenMs`. */
  openMs?: number
  maxOpenMs?: number
}

export interface Breaker {
  /** Outside the queue: an open circuit does not queue. Counts the outcomes. */
  guard<In, Out>(): Layer<In, Out>
  /** Inside the queue: it may have opened meanwhile. */
  recheck<In, Out>(): Layer<In, Out>
  /** A call that seemed to succeed turns out to have been a failure: its body was unusable. */
  report(error: unknown, ctx: Context): void
  state(): BreakerState
}

/** After half-open it takes this many successes until a single failure no longer opens it again. */
const probation = 3

/**
 * Stops asking an upstream that keeps failing, and lets one probe through now and then. Only failures that the error table
 * counts (`trips`) open it. Plain numbers, so it may live longer than a request on any platform.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  const { source, provider, clock, windowMs = 10_000, minimum = 20, failureShare = 0.5 } = options
  const { openMs = 2_000, maxOpenMs = 30_000 } = options
  const slices = 10
  const counts = Array.from({ length: slices }, () => ({ slice: 0, ok: 0, failed: 0 }))
  let state: BreakerState = 'closed'
  let openUntil = 0
  let pauseMs = openMs
  let onProbation = 0
  let probe: Context | null = null
  /** How often it has opened: what a call that began before tells is no news. */
  let era = 0

  const current = (): { slice: number; ok: number; failed: number } => {
    const slice = Math.floor(clock.elapsed() / (windowMs / slices))
    const count = counts[slice % slices] ?? { slice, ok: 0, failed: 0 }
    if (count.slice !== slice) Object.assign(count, { slice, ok: 0, failed: 0 })
    return count
  }

  const enter = (next: BreakerState, ctx: Context): void => {
    if (state === next) return
    state = next
    ctx.emit({ type: 'breaker', source, provider, state })
  }

  const open = (ctx: Context): void => {
    era++
    openUntil = clock.elapsed() + pauseMs
    pauseMs = Math.min(maxOpenMs, pauseMs * 2)
    onProbation = 0
    for (const count of counts) Object.assign(count, { ok: 0, failed: 0 })
    enter('open', ctx)
  }

  const isFailing = (): boolean => {
    const oldest = current().slice - slices
    const recent = counts.filter((count) => count.slice > oldest)
    const failed = recent.reduce((sum, count) => sum + count.failed, 0)
    const all = recent.reduce((sum, count) => sum + count.failed + count.ok, 0)
    return all >= minimum && failed >= all * failureShare
  }

  const failed = (ctx: Context): void => {
    current().failed++
    if (state === 'half-open' || onProbation > 0 || isFailing()) open(ctx)
  }

  const succeeded = (ctx: Context): void => {
    current().ok++
    if (state === 'half-open') {
      enter('closed', ctx)
      onProbation = probation
    } else if (onProbation > 0) {
      onProbation--
      if (onProbation === 0) pauseMs = openMs
    }
  }

  const refuse = (ctx: Context): AppError => {
    ctx.emit({ type: 'refused', source, provider, by: 'breaker', code: 'circuit_open' })
    const retryAfterMs = Math.max(1, openUntil - clock.elapsed())
    return new AppError('circuit_open', 'it has been failing and is left alone for a while', {
      provider,
      retryAfterMs,
    })
  }

  /** A probe whose deadline has passed was lost: its request may have been ended by the platform. */
  const mayProbe = (now: number): boolean => now >= openUntil && (probe === null || now >= probe.deadline)

  const guard =
    <In, Out>(): Layer<In, Out> =>
    (next) =>
    async (input, given) => {
      given.signal.throwIfAborted()
      const isProbe = state !== 'closed'
      if (isProbe && !mayProbe(clock.elapsed())) throw refuse(given)
      const ctx = isProbe ? { ...given } : given
      const began = era
      if (isProbe) {
        probe = ctx
        enter('half-open', ctx)
      }
      const isNews = (): boolean => (state === 'closed' ? began === era : probe === ctx)
      try {
        const out = await next(input, ctx)
        if (isNews()) succeeded(ctx)
        return out
      } catch (error) {
        // A 404 is an answer: the upstream is well. Our own refusals and aborts say nothing about it.
        if (isNews() && error instanceof AppError && error.wasAsked) {
          if (error.kind.trips) failed(ctx)
          else succeeded(ctx)
        }
        throw error
      } finally {
        if (probe === ctx) probe = null
      }
    }

  const recheck =
    <In, Out>(): Layer<In, Out> =>
    (next) =>
    (input, ctx) =>
      state === 'closed' || probe === ctx ? next(input, ctx) : Promise.reject(refuse(ctx))

  return {
    guard,
    recheck,
    report(error, ctx) {
      if (state !== 'closed' || !(error instanceof AppError) || !error.wasAsked || !error.kind.trips) return
      const count = current()
      if (count.ok > 0) count.ok--
      failed(ctx)
    },
    state: () => (state === 'open' && clock.elapsed() >= openUntil ? 'half-open' : state),
  }
}
