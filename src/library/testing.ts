// `tributary/testing`: simulated upstreams with realistic answers and faults on demand, for tests of projects that use the weather service,
// the geocoders or Reddit, and for the upstreams of your own features. See docs/features.md.

import { createSandbox as create } from 'tributary-sandbox/app.ts'
import { type FaultRule, semanticFaults, transportFaults } from 'tributary-sandbox/faults/fault.ts'
import type { Upstream } from 'tributary-sandbox/sandbox.ts'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { systemClock } from '../core/clock.ts'

export type { FaultRule, Upstream }
export { sandboxUrls }

/** The available faults. Those of `transport` need sockets, and so `startSandbox`. */
export const faults = { semantic: semanticFaults, transport: transportFaults }

export interface SandboxOptions {
  /** The current time of the upstreams, epoch ms. Default: the real time. */
  now?: () => number
  /** Seed of the generated weather and posts. */
  seed?: number
  /** Your own upstreams, below `/<name>`, which is removed from their path. Faults apply to them too. */
  upstreams?: Readonly<Record<string, Upstream>>
}

/** A request that the sandbox received. */
export interface SandboxCall {
  method: string
  path: string
  /** The fault that was applied. */
  fault?: string
}

/** Simulated upstreams without a port. */
export interface Sandbox {
  /** Answers a request for a URL below any base. */
  fetch(request: Request): Promise<Response>
  /** Replaces all rules: requests whose path and query contain `match` meet `fault`, at most `times` times. */
  setFaults(rules: readonly FaultRule[]): void
  /** The requests so far, oldest first. */
  calls(): readonly SandboxCall[]
  /** Removes all faults and recorded requests. */
  reset(): void
}

/** Simulated upstreams on a loopback port. */
export interface StartedSandbox extends Sandbox {
  url: string
  /** Variables that point the service's built-in features at it. */
  urls: Readonly<Record<string, string>>
  close(): Promise<void>
}

const clockOf = (now: () => number = systemClock.now) => ({ ...systemClock, now })

/** Creates simulated upstreams for request handlers. */
export function createSandbox({ now, ...options }: SandboxOptions = {}): Sandbox {
  return handlesOf(create({ clock: clockOf(now), ...options }))
}

/** Serves simulated upstreams. `port` defaults to 0, any free port. */
export async function startSandbox(
  options: SandboxOptions & { port?: number } = {},
): Promise<StartedSandbox> {
  const { now, ...rest } = options
  const { url, sandbox, close } = await serveSandbox({ clock: clockOf(now), ...rest })
  return { ...handlesOf(sandbox), url, urls: sandboxUrls(url), close }
}

/** The part of msw's `http` that is used. */
export interface MswHttp<Handler> {
  all(path: string, answer: (info: { request: Request }) => Promise<Response>): Handler
}

/** Creates msw handlers that answer requests below `base` from the sandbox. */
export function mswHandlers<Handler>(http: MswHttp<Handler>, sandbox: Sandbox, base: string): Handler[] {
  return [http.all(`${base.replace(/\/+$/, '')}/*`, ({ request }) => sandbox.fetch(request))]
}

function handlesOf({ app, calls, faults, reset }: ReturnType<typeof create>): Sandbox {
  return {
    fetch: async (request) => app.fetch(request),
    setFaults: (rules) => faults.set(rules),
    calls: () => calls.map(({ method, path, fault }) => ({ method, path, ...(fault && { fault }) })),
    reset,
  }
}
