import type { Clock } from '../../core/clock.ts'
import type { Context } from '../context.ts'
import type { AdaptiveLimit } from './adaptive-limit.ts'
import type { Guard } from './guard.ts'
import type { Permits } from './permits.ts'

export interface AdaptOptions {
  source: string
  provider: string
  adaptive: AdaptiveLimit
  /** Is set to what the limit finds. */
  permits: Permits
  clock: Pick<Clock, 'elapsed'>
}

/**
 * Sets an upstream's permits from its latency and failures. It is the last guard, so that it times the attempt alone. Attempts
 * that we ended, and refusals of one key, are ignored.
 */
export function createAdapt({ source, provider, adaptive, permits, clock }: AdaptOptions): Guard<number> & {
  /** Updates the permits to the present limit, which is reset after a long pause. */
  adopt(ctx: Context): void
} {
  const adopt = (ctx: Context): void => {
    const limit = adaptive.current
    if (limit === permits.concurrency) return
    permits.concurrency = limit
    ctx.emit({ type: 'concurrency', source, provider, limit })
  }
  return {
    name: 'adapt',
    adopt,
    enter: () => clock.elapsed(),
    leave(startedAt, outcome, ctx) {
      // A refusal is quicker than the work that it saves: its time would make the usual look slow.
      const failed = outcome.is === 'failed' && outcome.error.evidence === 'upstream'
      if (!failed && outcome.is !== 'answered') return
      adaptive.observe({ tookMs: clock.elapsed() - startedAt, failed })
      adopt(ctx)
    },
  }
}
