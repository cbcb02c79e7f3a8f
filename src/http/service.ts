// What the routes share: built once, passed down.

import type { Config } from '../config/config.ts'
import type { Emit } from '../core/events.ts'
import type { Tracing } from '../core/tracing.ts'
import type { JobKinds } from '../jobs/kinds.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { Ask } from '../parts/ask.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import type { Source } from '../pipeline/source.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Callers } from './callers.ts'
import type { Connection } from './client-address.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { ReplayCache } from './replay-cache.ts'
import type { Compose } from './writer.ts'

export interface Service {
  config: Config
  runtime: Runtime
  sources: readonly Source[]
  built(name: string): BuiltSource
  emit: Emit
  lifecycle: Lifecycle
  /** Records traces; absent where nobody asked for it. */
  tracing?: Tracing
  /** Where jobs are kept, and what they may be; absent where the platform has no place for them. */
  jobs?: { queue: JobQueue; kinds: JobKinds }
  /** Work that goes on after the answer; the platform must be kept alive for it. */
  waitUntil(task: Promise<unknown>): void
  /** Knows keys and rates. */
  callers: Callers
  /** The address at the other end of a request's connection, where the platform knows it. */
  clientAddress?(of: Connection): string | undefined
  /** SHA-256 of a text at once, where the platform has it; elsewhere Web Crypto takes a turn on a thread for it. */
  sha256?(text: string): string
  /** The least delay of the event loop since it was last asked, in ms, where the platform knows it; null when too soon. */
  loopDelayMs?(): number | null
  /** Writes the bodies of answers. */
  compose: Compose
  /** Repeats answers; absent where there are none for callers. */
  replays?: ReplayCache
  /** Prometheus text, where the platform has metrics. */
  metrics?: { contentType: string; render(): Promise<string> }
  /** Answers requests of agents (Model Context Protocol); loaded when the first one comes. */
  mcp?: () => Promise<(request: Request, message: unknown, ask: Ask) => Promise<Response>>
}
