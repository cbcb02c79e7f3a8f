import type { Hono } from 'hono'
import type { Clock } from '../../../src/core/clock.ts'
import type { Call } from './calls.ts'
import type { FaultList } from './faults/fault-list.ts'

/** A simulated upstream: answers requests. */
export type Upstream = (request: Request) => Response | Promise<Response>

/** Options of a sandbox. */
export interface SandboxOptions {
  /** Time of the upstreams; `after` drives latency and delays. Default: the real clock. */
  clock: Pick<Clock, 'now'> & Partial<Pick<Clock, 'after'>>
  /** Seed of the generated weather and posts. Default 1. */
  seed?: number
  /** How long every upstream answer takes, in milliseconds. Default 0. */
  latencyMs?: number
  /** Further upstreams, each below `/<name>`, which is removed from the path. */
  upstreams?: Readonly<Record<string, Upstream>>
  /** True to refuse callers above the limits of the public hosts. Default false. */
  limited?: boolean
}

/** All upstreams in one app, with the controls for tests and demos. */
export interface Sandbox {
  app: Hono<SandboxEnv>
  /** The requests so far, oldest first; at most the newest 10 000. */
  calls: Call[]
  faults: FaultList
  /** Sets how long every answer takes, in milliseconds. */
  setLatency(ms: number): void
  /** Removes all faults and recorded calls, and restores the initial latency. */
  reset(): void
}

/** Hono's types for every app in the sandbox; the server passes its node:http pair in. */
export interface SandboxEnv {
  Bindings: Record<string, unknown>
}

/** Dependencies of every simulated upstream. */
export interface UpstreamOptions {
  now(): number
  seed: number
}
