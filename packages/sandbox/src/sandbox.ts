import type { Hono } from 'hono'
import type { Clock } from '../../../src/core/clock.ts'
import type { Call } from './calls.ts'
import type { FaultList } from './faults/fault-list.ts'

/** Plays an upstream: answers what it is asked. */
export type Upstream = (request: Request) => Response | Promise<Response>

/** How a sandbox is made. */
export interface SandboxOptions {
  /** Says what "issued now" means. `after` drives latency and delays; real timers when it is left out. */
  clock: Pick<Clock, 'now'> & Partial<Pick<Clock, 'after'>>
  /** Another seed, other weather and other posts. Default 1. */
  seed?: number
  /** How long every upstream answer takes, in milliseconds. Default 0. */
  latencyMs?: number
  /** Further upstreams, each below `/<name>`; the path that it sees is without that. */
  upstreams?: Readonly<Record<string, Upstream>>
  /** Are callers refused past the limits of the public hosts? Default false. */
  limited?: boolean
}

/** All upstreams in one app, with the handles that tests and demos pull. */
export interface Sandbox {
  app: Hono<SandboxEnv>
  /** What was asked, oldest first; the newest 10 000. */
  calls: Call[]
  faults: FaultList
  /** Sets how long every answer takes, in milliseconds. */
  setLatency(ms: number): void
  /** Ends all faults, forgets the calls and goes back to the latency it was made with. */
  reset(): void
}

/** Hono's types for every app in the sandbox; the server passes its node:http pair in. */
export interface SandboxEnv {
  Bindings: Record<string, unknown>
}

/** What every upstream of the sandbox is made from. */
export interface UpstreamOptions {
  now(): number
  seed: number
}
