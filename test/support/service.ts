// The whole service as callers see it: the real routes, pipeline, sources and Node runtime; the sandbox simulates its upstreams.

import type { RequestHandler } from 'msw'
import type { Sandbox } from 'tributary-sandbox/sandbox.ts'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import type { Tracing } from '../../src/core/tracing.ts'
import type { Feature } from '../../src/define/feature.ts'
import { composeService } from '../../src/entry/compose.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import { features as builtIn, sourcesOf } from '../../src/features/index.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { type MockUpstreams, mockUpstreams } from './mock-upstreams.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { unhurried } from './unhurried.ts'

export interface TestService {
  /** Calls a route; the host does not matter. */
  get(path: string, init?: RequestInit): Promise<Response>
  json(path: string, init?: RequestInit): Promise<{ status: number; headers: Headers; body: AnyJson }>
  sandbox: Sandbox
  events: Recorder
  /** Upstream requests so far whose path contains `part`. */
  asked(part?: string): number
  /** Advances the wall clock: cached values age, no timer runs. */
  age(ms: number): void
  /** Drops the cached values of a key as in `parts`; returns their number. */
  purge(source: string, key: string): number
  /** Resolves when no background work is left. */
  idle(): Promise<void>
  use(...handlers: RequestHandler[]): void
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose schema they check elsewhere
export type AnyJson = any

/** Builds a service with these variables over a fresh sandbox. Rates are off unless the variables say otherwise. */
export function startService(
  environment: Record<string, string> = {},
  { tracing = null, features = builtIn }: { tracing?: Tracing | null; features?: readonly Feature[] } = {},
): TestService {
  let now = Date.UTC(2026, 10, 20, 12, 0)
  // Pauses of retries become zero; deadlines and timeouts are real, and far away.
  const clock = { ...systemClock, now: () => now, random: () => 0 }
  const upstreams: MockUpstreams = mockUpstreams({ clock: { now: () => now } })
  const events = createRecorder()
  const variables = { ...unhurried, ...upstreams.urls, ...environment }
  const config = readConfig(variables, sourcesOf(features))
  const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)
  const runtime = createNodeRuntime({ clock, threadFile })
  const { fetch, idle, service, work } = composeService({
    features,
    config,
    runtime,
    listeners: [events.emit],
    tracing,
    compresses: true,
    openQueue: openSqlQueue,
    loadMcp: () => import('../../src/mcp/endpoint.ts'),
  })
  service.jobs?.queue.start(work)
  upstreams.enable()

  const get = async (path: string, init?: RequestInit): Promise<Response> =>
    fetch(new Request(new URL(path, 'http://localhost'), init))
  return {
    get,
    async json(path, init) {
      const response = await get(path, init)
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      }
    },
    sandbox: upstreams.sandbox,
    events,
    asked: (part = '') => upstreams.sandbox.calls.filter(({ path }) => path.includes(part)).length,
    age(ms) {
      now += ms
    },
    idle,
    purge: (source, key) => service.built(source).purge(key),
    use: upstreams.use,
    async close() {
      upstreams.reset()
      upstreams.close()
      await runtime.close()
    },
  }
}
