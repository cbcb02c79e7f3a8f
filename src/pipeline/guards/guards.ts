import type { Clock } from '../../core/clock.ts'
import type { AppError } from '../../core/errors.ts'
import type { SharedRate } from '../../runtime/runtime.ts'
import type { Context } from '../context.ts'
import type { Incoming } from '../endpoint.ts'
import { createRetryBudget, retry } from '../retry.ts'
import type { Policy } from '../source.ts'
import { createAdapt } from './adapt.ts'
import { createAdaptiveLimit } from './adaptive-limit.ts'
import { type BreakerState, createBreaker } from './breaker.ts'
import { type Guard, pass } from './guard.ts'
import { createLimit, type Permits } from './permits.ts'
import { createRate } from './rate.ts'

export interface GuardOptions {
  source: string
  provider: string
  policy: Policy
  clock: Clock
  /** The upstream's own permits. */
  permits: Permits
  /** The process-wide permits. */
  poolPermits: Permits
  /** The rate that all instances of the deployment keep together. */
  sharedRate?: SharedRate | undefined
  /** Nothing is sent when that rate cannot be asked. */
  isStrict?: boolean
  /** The provider stands for many hosts: there is no single one to break with, or whose slowness says how much it bears. */
  perHost?: boolean
  /** The provider's own guard, passed last. */
  own?: Guard | undefined
}

export interface GuardView {
  breaker: BreakerState
  concurrency: { limit: number; inUse: number; queued: number }
  rate: { perSecond: number | null; available: number | null }
}

/** Everything between a provider and its callers: one per provider, shared by all of its endpoints. */
export interface Guards {
  /** Makes a call: each attempt goes through all guards, and is repeated where that may help. */
  call(attempt: (ctx: Context) => Promise<Incoming>, ctx: Context): Promise<Incoming>
  /** The body of this key was read and could be used, or could not, for this reason. */
  judge(key: string, error: AppError | null, ctx: Context): void
  /** A failure as callers are told it: about this provider, and when it may be asked again where we have set a pause. */
  told(error: AppError): AppError
  /** In the order in which an attempt passes them. */
  readonly order: readonly string[]
  view(): GuardView
}

/**
 * Builds the guards of one provider, in their order. The breaker comes before the limit, so that an open circuit does not
 * queue, and is asked again after each wait. The upstream's own permit comes before its rate token and before the pool,
 * everywhere, so that tokens do not bunch up and no two calls wait for each other. Adapt is last: it times the attempt alone.
 */
export function createGuards(options: GuardOptions): Guards {
  const { source, provider, policy, clock, permits, poolPermits, sharedRate, isStrict, perHost, own } =
    options
  const who = { source, provider }
  const breaker = createBreaker({ ...who, clock })
  const adaptive = createAdaptiveLimit({ max: policy.concurrency, clock })
  const adapt = createAdapt({ ...who, adaptive, permits, clock })
  const { rps, burst, retries } = policy
  const rate = createRate({ ...who, rps, burst, clock, shared: sharedRate, isStrict: isStrict ?? true })
  const limit = createLimit('limit', permits)
  const pool = createLimit('pool', poolPermits)
  const guards: Guard[] = perHost ? [limit, rate, pool] : [breaker, limit, rate, pool, adapt]
  if (own) guards.push(own)
  const repeating = { ...who, retries, budget: createRetryBudget(), clock }
  return {
    order: guards.map(({ name }) => name),
    call(attempt, ctx) {
      return retry(
        () => {
          if (!perHost) adapt.adopt(ctx)
          return pass(guards, attempt, ctx, who)
        },
        ctx,
        repeating,
      )
    },
    judge(key, error, ctx) {
      if (perHost) return
      breaker.judge(key, error, ctx)
      if (error?.wasAsked) rate.learn(error, ctx)
    },
    told(error) {
      const hasPause = error.pauseMs !== undefined && error.retryAfterMs === undefined
      if (error.provider !== undefined && !hasPause) return error
      return error.with({
        provider: error.provider ?? provider,
        ...(hasPause && { retryAfterMs: rate.heldMs(error) }),
      })
    },
    view: () => ({
      breaker: breaker.state(),
      concurrency: { limit: permits.concurrency, inUse: permits.inUse, queued: permits.queued },
      rate: rate.view(),
    }),
  }
}
