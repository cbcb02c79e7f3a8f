// The platform of Cloudflare Workers. One isolate serves many requests, but what waits (promises, streams, timers) belongs to
// the request that began it: each has a scope of its own, and few connections.

import { createScope, type ReserveOptions, type Runtime, type SharedRate, type Store } from './runtime.ts'
import { createSubrequestBudget } from './subrequest-budget.ts'
import { createWebRuntime } from './web.ts'

export interface WorkersRuntimeOptions {
  store: Store | null
  /** Upstream requests and store operations together that the plan lets one request make. */
  subrequests: number
  sharedRate?: SharedRate | undefined
  fetch?: typeof fetch
}

/** The platform lets a request have this many connections open at a time. */
const connections = 6

/** The platform below the service on Workers. */
export function createWorkersRuntime(options: WorkersRuntimeOptions): Runtime {
  const { store, subrequests, sharedRate, ...web } = options
  return {
    ...createWebRuntime({ ...web, store, scope: () => createScope(createSubrequestBudget(subrequests)) }),
    connections,
    ...(sharedRate && { sharedRate }),
  }
}

/** What is used of the Durable Objects that keep the turns, one for each upstream. */
export interface RateLimiters {
  getByName(name: string): {
    reserve(wish: ReserveOptions): Promise<{ waitMs: number; isReserved: boolean }>
    hold(ms: number): Promise<void>
  }
}

/** Keeps the rates of a whole deployment in Durable Objects. */
export function createSharedRate(limiters: RateLimiters): SharedRate {
  return {
    reserve: (name, wish) => limiters.getByName(name).reserve(wish),
    hold: (name, ms) => limiters.getByName(name).hold(ms),
  }
}
