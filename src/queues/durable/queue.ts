// The queue as a worker sees it: every call is an RPC to the one Durable Object that stores all jobs.
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { type ErrorData, errorData, errorFrom } from '../../core/error-data.ts'
import { AppError, type Fault } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { JobQueue } from '../../jobs/queue.ts'
import { changesOf, linesOf } from './lines.ts'

type Method = 'submit' | 'find' | 'checkpoints' | 'list' | 'cancel' | 'counts'

/** An AppError as data, because an error that crosses an RPC boundary loses its fields. */
interface ErrorReply {
  refused: ErrorData
  faults?: readonly Fault[]
}

/** The RPC methods of the Durable Object. */
export interface QueueRpc {
  invoke(name: Method, given: readonly unknown[]): Promise<unknown>
  watch(id: string, after: number): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>
}

export interface DurableQueueOptions {
  rpc: () => QueueRpc
  clock: Clock
  /** How long the object may take to answer before the call fails with `unavailable`, in ms. Default 5 000. */
  patienceMs?: number
}

/** The queue of a Durable Object, which starts and stops by itself: `start` and `stop` do nothing here. */
export function createDurableQueue({ rpc, clock, patienceMs = 5_000 }: DurableQueueOptions): JobQueue {
  const orUnavailable = async <T>(
    signal: AbortSignal,
    method: (rpc: QueueRpc) => Promise<T> | T,
  ): Promise<T> => {
    signal.throwIfAborted()
    try {
      return await withPatience(clock, patienceMs, async () => method(rpc()), signal)
    } catch (cause) {
      signal.throwIfAborted()
      const message = 'the Durable Object that stores the jobs cannot be reached'
      throw new AppError('unavailable', message, { retryAfterMs: 5_000, cause })
    }
  }
  const call = async <T>(name: Method, signal: AbortSignal, ...given: unknown[]): Promise<T> => {
    const answer = await orUnavailable(signal, (rpc) => rpc.invoke(name, given))
    if (!isErrorReply(answer)) return answer as T
    const { refused, faults } = answer
    throw errorFrom(refused, faults && { faults })
  }
  return {
    isDurable: true,
    submit: (newJob, signal) => call('submit', signal, newJob),
    find: (id, signal) => call('find', signal, id),
    checkpoints: (id, from, signal) => call('checkpoints', signal, id, from),
    list: (search, signal) => call('list', signal, search),
    cancel: (id, signal) => call('cancel', signal, id),
    counts: (signal) => call('counts', signal),
    async *watch(id, after, signal) {
      yield* changesOf(await orUnavailable(signal, (rpc) => rpc.watch(id, after)), signal)
    },
    start() {},
    async stop() {
      return { finished: 0, interrupted: 0 }
    },
  }
}

/** Serves a queue over RPC, on the side of the Durable Object. */
export const rpcOf = (queue: JobQueue): QueueRpc => ({
  async invoke(name, given) {
    const method = queue[name] as (...given: unknown[]) => Promise<unknown>
    try {
      return await method.call(queue, ...given, neverAborted)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { faults } = error
      return { refused: errorData(error), ...(faults && { faults }) } satisfies ErrorReply
    }
  },
  watch: (id, after) => linesOf((signal) => queue.watch(id, after, signal)),
})

const isErrorReply = (answer: unknown): answer is ErrorReply =>
  typeof answer === 'object' && answer !== null && 'refused' in answer
