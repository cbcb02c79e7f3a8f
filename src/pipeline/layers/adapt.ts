import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { AdaptiveLimit } from '../adaptive-limit.ts'
import type { Context, Layer } from '../call.ts'
import type { Latencies } from '../latencies.ts'
import type { Permits } from '../permits.ts'

export interface AdaptOptions {
  source: string
  provider: string
  adaptive: AdaptiveLimit
  /** Is set to what the limit finds. */
  permits: Permits
  latencies: Latencies
  clock: Clock
}

export interface Adapt {
  /** Outside the queue: what was learned before a long pause no longer holds. */
  adopt<In, Out>(): Layer<In, Out>
  /** Right around the attempt: watches how long answers take and what fails. What ends for our reasons says nothing. */
  watch<In, Out>(): Layer<In, Out>
}

/** Lets the permits of an upstream follow how it answers. */
export function createAdapt(options: AdaptOptions): Adapt {
  const { source, provider, adaptive, permits, latencies, clock } = options

  const follow = (ctx: Context): void => {
    const limit = adaptive.current
    if (limit === permits.concurrency) return
    permits.concurrency = limit
    ctx.emit({ type: 'concurrency', source, provider, limit })
  }

  const adopt: Adapt['adopt'] = () => (next) => (input, ctx) => {
    follow(ctx)
    return next(input, ctx)
  }

  const watch: Adapt['watch'] = () => (next) => async (input, ctx) => {
    const startedAt = clock.elapsed()
    const observe = (failed: boolean): void => {
      const tookMs = clock.elapsed() - startedAt
      if (!failed) latencies.add(tookMs)
      adaptive.observe({ tookMs, failed })
      follow(ctx)
    }
    try {
      const out = await next(input, ctx)
      observe(false)
      return out
    } catch (error) {
      // A refusal is quicker than the work it spares: its time would make the usual look slow.
      if (error instanceof AppError && error !== ctx.signal.reason && error.kind.trips) observe(true)
      throw error
    }
  }

  return { adopt, watch }
}
