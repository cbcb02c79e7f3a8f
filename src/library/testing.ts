// `tributary/testing`: the upstreams, played: real answers, and every fault on demand, for the tests of any project that asks the
// weather service, the geocoders or Reddit, and for the upstreams of your own features. docs/features.md

import { createSandbox as create } from 'tributary-sandbox/app.ts'
import { type FaultRule, semanticFaults, transportFaults } from 'tributary-sandbox/faults/fault.ts'
import type { Upstream } from 'tributary-sandbox/sandbox.ts'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { systemClock } from '../core/clock.ts'

export type { FaultRule, Upstream }
export { sandboxUrls }

/** What can go wrong on demand; those of `transport` need sockets, hence `startSandbox`. */
export const faults = { semantic: semanticFaults, transport: transportFaults }

export interface SandboxOptions {
  /** Epoch ms: what "issued now" means; the real time unless given. */
  now?: () => number
  /** Another seed, other weather and other posts. */
  seed?: number
  /** Upstreams of your own, below `/<name>`; the path that they see is without it. Faults apply to them too. */
  upstreams?: Readonly<Record<string, Upstream>>
}

/** What was asked of a sandbox. */
export interface SandboxCall {
  method: string
  path: string
  /** The fault that it met. */
  fault?: string
}

/** The upstreams without a port. */
export interface Sandbox {
  /** Answers a request for an address below any base. */
  fetch(request: Request): Promise<Response>
  /** Replaces all rules: requests whose path and query contain `match` meet `fault`, at most `times` times. */
  setFaults(rules: readonly FaultRule[]): void
  /** What was asked so far, oldest first. */
  calls(): readonly SandboxCall[]
  /** Ends all faults and forgets the calls. */
  reset(): void
}

/** The upstreams on a port of loopback. */
export interface StartedSandbox extends Sandbox {
  url: string
  /** Variables that point the service's built-in features at it. */
  urls: Readonly<Record<string, string>>
  close(): Promise<void>
}

const clockOf = (now: () => number = systemClock.now) => ({ ...systemClock, now })

/** Makes the upstreams, for handlers that catch requests. */
export function createSandbox({ now, ...options }: SandboxOptions = {}): Sandbox {
  return handlesOf(create({ clock: clockOf(now), ...options }))
}

/** Serves the upstreams; `port` 0, the default, is any free one. */
export async function startSandbox(
  options: SandboxOptions & { port?: number } = {},
): Promise<StartedSandbox> {
  const { now, ...rest } = options
  const { url, sandbox, close } = await serveSandbox({ clock: clockOf(now), ...rest })
  return { ...handlesOf(sandbox), url, urls: sandboxUrls(url), close }
}

/** The `http` of msw, as far as it is needed. */
export interface MswHttp<Handler> {
  all(path: string, answer: (info: { request: Request }) => Promise<Response>): Handler
}

/** Handlers for msw: requests for addresses below `base` meet the sandbox. */
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
