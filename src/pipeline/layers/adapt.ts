import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { AdaptiveLimit } from '../adaptive-limit.ts'
import type { Layer } from '../call.ts'
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

/** Watches how long answers take and what fails, and lets the permits follow. What ends for our reasons says nothing. */
export function adapt<In, Out>(options: AdaptOptions): Layer<In, Out> {
  const { source, provider, adaptive, permits, latencies, clock } = options

  return (next) => async (input, ctx) => {
    const startedAt = clock.elapsed()
    const observe = (failed: boolean): void => {
      const tookMs = clock.elapsed() - startedAt
      if (!failed) latencies.add(tookMs)
      adaptive.observe({ tookMs, failed })
      if (adaptive.current === permits.concurrency) return
      permits.concurrency = adaptive.current
      ctx.emit({ type: 'concurrency', source, provider, limit: adaptive.current })
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
}
