import type { AppError } from '../../core/errors.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { Context } from '../context.ts'
import type { Policy, Provider } from '../source.ts'
import type { ProviderView } from '../view.ts'
import { createAdaptiveLimit } from './adaptive-limit.ts'
import { createBreaker } from './breaker.ts'
import type { Guard } from './guard.ts'
import { createPass, type Pass } from './pass.ts'
import { Permits } from './permits.ts'
import { createRate } from './rate.ts'

export interface GuardOptions {
  source: string
  provider: Pick<Provider<never>, 'name' | 'hasGlobalRate' | 'hasGlobalQuota' | 'perHost' | 'guard'>
  policy: Policy
  runtime: Pick<Runtime, 'clock' | 'sharedRate'>
  /** The process-wide permits. */
  poolPermits: Permits
}

/** Everything between a provider and its callers: one per provider, shared by all of its endpoints. */
export interface Guards {
  call: Pass
  /** Records whether the body of this key could be used; `error` is the reason when it could not. */
  judge(key: string, error: AppError | null, ctx: Context): void
  /** Returns the failure as callers see it: with this provider's name, and a retry time where we have set a pause. */
  told(error: AppError): AppError
  view(): Pick<ProviderView, 'guards' | 'breaker' | 'concurrency' | 'rate'>
}

/**
 * Builds the guards of one provider, in order. The breaker comes before the limit, so that an open circuit does not queue, and
 * is checked again after each wait. The upstream's own permit always comes before its rate token and the pool, so that tokens
 * do not bunch up and calls cannot deadlock.
 */
export function createGuards({
  source,
  provider: { name: provider, hasGlobalRate = false, hasGlobalQuota = false, perHost = false, guard },
  policy: { concurrency, queue, rps, burst, retries },
  runtime: { clock, sharedRate },
  poolPermits,
}: GuardOptions): Guards {
  const who = { source, provider }
  const isShared = hasGlobalRate || (hasGlobalQuota && sharedRate?.report !== undefined)
  const breaker = createBreaker({ ...who, clock })
  const permits = new Permits({ name: 'limit', limits: provider, concurrency, queue, clock })
  const shared = isShared ? sharedRate : undefined
  const rate = createRate({ ...who, rps, burst, clock, shared, isStrict: hasGlobalRate })
  const limit = perHost ? permits : createAdaptiveLimit({ ...who, permits, clock })
  const guards: Guard[] = perHost ? [limit, rate, poolPermits] : [breaker, limit, rate, poolPermits]
  if (guard) guards.push(guard(clock))
  return {
    call: createPass({ ...who, guards, retries, clock }),
    judge(key, error, ctx) {
      if (perHost) return
      breaker.judge(key, error, ctx)
      if (error?.wasAsked) rate.learn(error, ctx)
    },
    told(error) {
      if (error.pauseMs !== undefined && error.retryAfterMs === undefined)
        return error.with({ provider: error.provider ?? provider, retryAfterMs: rate.heldMs() })
      return error.provider === undefined ? error.with({ provider }) : error
    },
    view: () => ({
      guards: guards.map(({ name }) => name),
      breaker: breaker.state(),
      concurrency: { limit: permits.concurrency, inUse: permits.inUse, queued: permits.queued },
      rate: rate.view(),
    }),
  }
}
