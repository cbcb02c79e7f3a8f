import { type Clock, systemClock } from '../../core/clock.ts'
import { createScope, type Runtime, type SharedFlights, type SharedRate, type Store } from '../runtime.ts'
import { createDecode } from './decode.ts'
import { createExecutor, type Executor } from './executor.ts'
import { createSend, type Sender, type SendOptions } from './send.ts'

export interface NodeRuntimeOptions {
  clock?: Clock
  /** What instances share; nothing by default. Closed with the runtime. */
  shared?: SharedState | null
  send?: SendOptions
  /** Threads that decode large bodies, and how many bodies may wait for one. */
  threads?: number
  queue?: number
  /** The module that runs on each thread, and the variables that it sees. */
  threadFile: URL
  threadEnvironment?: Readonly<Record<string, string | undefined>>
  /** Whether threads know a decoder; what they do not know is decoded where it is. All of them unless given. */
  isOnThreads?: (decoder: string) => boolean
}

/** What the instances of a deployment keep together. */
export interface SharedState {
  /** The cache shared below the memory cache. */
  store: Store
  flights?: SharedFlights
  sharedRate?: SharedRate
  close(): void
}

export interface NodeRuntime extends Runtime {
  /** For gauges: connections by origin, and the state of the threads; and to get ready early. */
  readonly sender: Pick<Sender, 'stats' | 'warm'>
  readonly executor: Pick<Executor, 'size' | 'running' | 'queued' | 'warm'>
}

/** The platform below the service on Node: undici, worker threads, one scope for the process. */
export function createNodeRuntime(options: NodeRuntimeOptions): NodeRuntime {
  const {
    clock = systemClock,
    shared = null,
    threads,
    queue,
    threadFile,
    threadEnvironment,
    isOnThreads,
  } = options
  const sender = createSend(options.send)
  const executor = createExecutor({
    filename: threadFile,
    ...(threadEnvironment && { environment: threadEnvironment }),
    ...(threads !== undefined && { threads }),
    ...(queue !== undefined && { queue }),
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
