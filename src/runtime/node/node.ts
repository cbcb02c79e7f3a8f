import { type Clock, systemClock } from '../../core/clock.ts'
import { createScope, type Runtime, type SharedFlights, type SharedRate, type Store } from '../runtime.ts'
import { createDecode } from './decode.ts'
import { createExecutor, type Executor } from './executor.ts'
import { createSend, type Sender, type SendOptions } from './send.ts'

export interface NodeRuntimeOptions {
  clock?: Clock
  /** State shared with other instances; none by default. Closed with the runtime. */
  shared?: SharedState | null
  send?: SendOptions
  /** Threads for decoding large bodies. */
  threads?: number
  /** The module that runs on each thread, and its environment variables. */
  threadFile: URL
  threadEnvironment?: Readonly<Record<string, string | undefined>>
  /** True for decoders that the threads know; others run inline. Default: all. */
  isOnThreads?: (decoder: string) => boolean
}

/** State shared by all instances of a deployment. */
export interface SharedState {
  /** The cache shared below the memory cache. */
  store: Store
  flights?: SharedFlights
  sharedRate?: SharedRate
  close(): void
}

export interface NodeRuntime extends Runtime {
  /** For metrics and warm-up: connections by origin, and the state of the threads. */
  readonly sender: Pick<Sender, 'stats' | 'warm'>
  readonly executor: Pick<Executor, 'size' | 'running' | 'queued' | 'warm'>
}

/** Creates the runtime of Node: undici, worker threads, one scope per process. */
export function createNodeRuntime(options: NodeRuntimeOptions): NodeRuntime {
  const { clock = systemClock, shared = null, threads, threadFile, threadEnvironment, isOnThreads } = options
  const sender = createSend(options.send)
  const executor = createExecutor({
    filename: threadFile,
    ...(threadEnvironment && { environment: threadEnvironment }),
    ...(threads !== undefined && { threads }),
  })
  const scope = createScope()
  return {
    clock,
    store: shared?.store ?? null,
    ...(shared?.flights && { flights: shared.flights }),
    ...(shared?.sharedRate && { sharedRate: shared.sharedRate }),
    sender,
    executor,
    scope: () => scope,
    send: sender.send,
    decode: createDecode(executor, isOnThreads),
    async close() {
      await Promise.all([sender.close(), executor.shutdown({ wait: false })])
      shared?.close()
    },
  }
}
