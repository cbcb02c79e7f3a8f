// The runtime of Cloudflare Workers. One isolate serves many requests, but promises, streams and timers belong to the request that
// created them, so each request has its own scope and few connections.

import { createScope, type ReserveOptions, type Runtime, type SharedRate, type Store } from './runtime.ts'
import { createSubrequestBudget } from './subrequest-budget.ts'
import { createWebRuntime } from './web.ts'

export interface WorkersRuntimeOptions {
  store: Store | null
  /** Maximum number of upstream requests and store operations per request in the plan. */
  subrequests: number
  sharedRate?: SharedRate | undefined
  fetch?: typeof fetch
}

/** Maximum number of open connections per request on the platform. */
const connections = 6

/** Creates the runtime of Workers. */
export function createWorkersRuntime(options: WorkersRuntimeOptions): Runtime {
  const { store, subrequests, sharedRate, ...web } = options
  return {
    ...createWebRuntime({ ...web, store, scope: () => createScope(createSubrequestBudget(subrequests)) }),
    connections,
    ...(sharedRate && { sharedRate }),
  }
}

/** The subset of the Durable Objects for shared rates that is used, one object per upstream. */
export interface RateLimiters {
  getByName(name: string): {
    reserve(wish: ReserveOptions): Promise<{ waitMs: number; isReserved: boolean }>
    hold(ms: number): Promise<void>
  }
}

/** Shares the rate limits of a deployment through Durable Objects. */
export function createSharedRate(limiters: RateLimiters): SharedRate {
  return {
    reserve: (name, wish) => limiters.getByName(name).reserve(wish),
    hold: (name, ms) => limiters.getByName(name).hold(ms),
  }
}
