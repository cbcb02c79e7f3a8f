import type { Clock } from '../core/clock.ts'
import type { SharedRate } from '../runtime/runtime.ts'
import { createAdaptiveLimit } from './adaptive-limit.ts'
import { type Call, type Context, stack } from './call.ts'
import type { Incoming, Outgoing } from './endpoint.ts'
import { createLatencies } from './latencies.ts'
import { createAdapt } from './layers/adapt.ts'
import { type BreakerState, createBreaker } from './layers/breaker.ts'
import { hedge } from './layers/hedge.ts'
import { limit } from './layers/limit.ts'
import { pool } from './layers/pool.ts'
import { createRate } from './layers/rate.ts'
import { createRetryBudget, retry } from './layers/retry.ts'
import { timeout } from './layers/timeout.ts'
import type { Permits } from './permits.ts'
import type { Policy } from './source.ts'

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
  /** Is nobody asked when that rate cannot be? */
  isStrict?: boolean
  /** The provider stands for many hosts: there is no one to break with, and none whose slowness says how many it bears. */
  isMany?: boolean
}

export interface GuardView {
  breaker: BreakerState
  concurrency: { limit: number; inUse: number; queued: number }
  rate: { perSecond: number | null; available: number | null }
}

/** Everything between a provider and those who ask it: one per provider, shared by all of its endpoints. */
export interface Guards {
  around(exchange: Call<Outgoing, Incoming>): Call<Outgoing, Incoming>
  /** An answer that came through turned out to be a failure once its body was read. */
  report(error: unknown, ctx: Context): void
  view(): GuardView
}

/** At most two calls in a hundred are made twice. */
const hedgeBudget = { share: 0.02, floor: 0, most: 2 }

/** Builds the guards of one provider, in the order that build.ts explains. */
export function createGuards({
  source,
  provider,
  policy,
  clock,
  permits,
  poolPermits,
  sharedRate,
  isStrict = true,
  isMany = false,
}: GuardOptions): Guards {
  const who = { source, provider }
  const breaker = createBreaker({ ...who, clock })
  const rate = createRate({
    ...who,
    rps: policy.rps,
    burst: policy.burst,
    clock,
    shared: sharedRate,
    isStrict,
  })
  const budget = createRetryBudget()
  const latencies = createLatencies()
  const adaptive = createAdaptiveLimit({ most: policy.concurrency, clock })
  const adapt = createAdapt({ ...who, adaptive, permits, latencies, clock })
  const second = policy.hedge
    ? [
        hedge<Outgoing, Incoming>({
          ...who,
          latencies,
          budget: createRetryBudget(hedgeBudget),
          mayHedge: ({ request }) => request.method !== 'POST' && breaker.state() === 'closed',
          clock,
        }),
      ]
    : []
  return {
    around: (exchange) =>
      stack<Outgoing, Incoming>(
        [
          retry({ ...who, retries: policy.retries, budget, clock }),
          ...(isMany ? [] : [breaker.guard<Outgoing, Incoming>()]),
          ...second,
          ...(isMany ? [] : [adapt.adopt<Outgoing, Incoming>()]),
          limit({ ...who, permits, by: 'limit' }),
          ...(isMany ? [] : [breaker.recheck<Outgoing, Incoming>()]),
          rate.layer(),
          pool({ ...who, permits: poolPermits }),
          ...(sharedRate ? [rate.recheck<Outgoing, Incoming>()] : []),
          ...(isMany ? [] : [adapt.watch<Outgoing, Incoming>()]),
          timeout({ timeoutMs: policy.timeoutMs, clock }),
        ],
        exchange,
      ),
    report(error, ctx) {
      if (isMany) return
      breaker.report(error, ctx)
      rate.learn(error, ctx)
    },
    view: () => ({
      breaker: breaker.state(),
      concurrency: { limit: permits.concurrency, inUse: permits.inUse, queued: permits.queued },
      rate: rate.view(),
    }),
  }
}
