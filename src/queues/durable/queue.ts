// The job queue as a worker sees it: every call goes to the one Durable Object that stores the jobs.
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { type ErrorData, errorData, errorFrom } from '../../core/error-data.ts'
import { AppError, type Fault } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { JobQueue } from '../../jobs/queue.ts'
import { changesOf, linesOf } from './lines.ts'

type Question = 'submit' | 'find' | 'checkpoints' | 'list' | 'cancel' | 'counts'

/** An error as data: errors lose their fields between a Durable Object and its caller. */
interface Refusal {
  refused: ErrorData
  faults?: readonly Fault[]
}

/** The methods of the Durable Object. */
export interface QueueRpc {
  ask(name: Question, given: readonly unknown[]): Promise<unknown>
  watch(id: string, after: number): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>
}

export interface DurableQueueOptions {
  rpc: () => QueueRpc
  clock: Clock
}

/** Timeout of one call to the object, in ms. */
const patienceMs = 5_000

/** Jobs stored and run by a Durable Object, which needs no start or stop. */
export function createDurableQueue({ rpc, clock }: DurableQueueOptions): JobQueue {
  const reach = async <T>(signal: AbortSignal, question: (rpc: QueueRpc) => Promise<T> | T): Promise<T> => {
    signal.throwIfAborted()
    try {
      return await withPatience(clock, patienceMs, async () => question(rpc()), signal)
    } catch (cause) {
      signal.throwIfAborted()
      const message = 'the object that keeps the jobs cannot be reached'
      throw new AppError('unavailable', message, { retryAfterMs: 5_000, cause })
    }
  }
  const ask = async <T>(name: Question, signal: AbortSignal, ...given: unknown[]): Promise<T> => {
    const answer = await reach(signal, (rpc) => rpc.ask(name, given))
    if (!isRefusal(answer)) return answer as T
    const { refused, faults } = answer
    throw errorFrom(refused, faults && { faults })
  }
  return {
    isDurable: true,
    submit: (newJob, signal) => ask('submit', signal, newJob),
    find: (id, signal) => ask('find', signal, id),
    checkpoints: (id, from, signal) => ask('checkpoints', signal, id, from),
    list: (search, signal) => ask('list', signal, search),
    cancel: (id, signal) => ask('cancel', signal, id),
    counts: (signal) => ask('counts', signal),
    async *watch(id, after, signal) {
      yield* changesOf(await reach(signal, (rpc) => rpc.watch(id, after)), signal)
    },
    start() {},
    async stop() {
      return { finished: 0, interrupted: 0 }
    },
  }
}

/** The methods of the Durable Object, on top of the queue inside it. */
export const rpcOf = (queue: JobQueue): QueueRpc => ({
  async ask(name, given) {
    const question = queue[name] as (...given: unknown[]) => Promise<unknown>
    try {
      return await question.call(queue, ...given, neverAborted)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { faults } = error
      return { refused: errorData(error), ...(faults && { faults }) } satisfies Refusal
    }
  },
  watch: (id, after) => linesOf((signal) => queue.watch(id, after, signal)),
})

const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer
