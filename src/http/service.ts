// What all routes share. Built once and passed down.

import type { z } from 'zod'
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
import type { CompressNow } from './compression.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { QueryReader } from './query-reader.ts'
import type { ReplayCache } from './replay-cache.ts'
import type { Compose } from './writer.ts'

export interface Service {
  config: Config
  runtime: Runtime
  sources: readonly Source[]
  built(name: string): BuiltSource
  emit: Emit
  lifecycle: Lifecycle
  /** Records traces; absent when tracing is off. */
  tracing?: Tracing
  /** The queue and the kinds of jobs; absent where the platform cannot store jobs. */
  jobs?: { queue: JobQueue; kinds: JobKinds }
  /** Registers work that continues after the response, so that the platform keeps the process alive for it. */
  waitUntil(task: Promise<unknown>): void
  /** Keys and rate limits. */
  callers: Callers
  /** Returns the address of the peer, if the platform knows it. */
  clientAddress?(of: Connection): string | undefined
  /** Synchronous SHA-256 in hex, if the platform has it; otherwise Web Crypto is used, which is asynchronous. */
  sha256?(text: string): string
  /** Compresses small bodies without a stream, if the platform can. */
  compressNow?: CompressNow
  /** Returns the delay of the event loop in ms, if the platform can measure it; null before the first measurement. */
  loopDelayMs?(): number | null
  /** Composes the responses of merged answers. */
  compose: Compose
  /** Returns the reader of queries of a schema. */
  queryReader(schema: z.ZodType): QueryReader
  /** The replay cache; absent in processes without routes for callers. */
  replays?: ReplayCache
  /** Renders the metrics in the Prometheus text format, if the platform has metrics. */
  metrics?: { contentType: string; render(): Promise<string> }
  /** Answers Model Context Protocol requests; loaded with the first one. */
  mcp?: () => Promise<(request: Request, message: unknown, ask: Ask) => Promise<Response>>
}
