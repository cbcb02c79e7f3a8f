// The job queue as a worker sees it: every call goes to the one Durable Object that stores the jobs.
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { type ErrorData, errorData, errorFrom } from '../../core/error-data.ts'
import { AppError, type Fault } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { JobQueue } from '../../jobs/queue.ts'
import { changesOf, linesOf } from './lines.ts'

type Method = 'submit' | 'find' | 'checkpoints' | 'list' | 'cancel' | 'counts'

/** An error as data: errors lose their fields between a Durable Object and its caller. */
interface SerialisedError {
  refused: ErrorData
  faults?: readonly Fault[]
}

/** The methods of the Durable Object. */
export interface JobObject {
  ask(name: Method, given: readonly unknown[]): Promise<unknown>
  watch(id: string, after: number): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>
}

export interface DurableQueueOptions {
  object: () => JobObject
  clock: Clock
  /** Timeout of one call to the object, in ms. */
  patienceMs?: number
}

/** A queue whose jobs a Durable Object stores and runs; `start` and `stop` do nothing. */
export function createDurableQueue({ object, clock, patienceMs = 5_000 }: DurableQueueOptions): JobQueue {
  const reach = async <T>(signal: AbortSignal, call: (object: JobObject) => Promise<T> | T): Promise<T> => {
    signal.throwIfAborted()
    try {
      return await withPatience(clock, patienceMs, async () => call(object()), signal)
    } catch (cause) {
      signal.throwIfAborted()
      const message = 'the object that keeps the jobs cannot be reached'
      throw new AppError('unavailable', message, { retryAfterMs: 5_000, cause })
    }
  }
  const ask = async <T>(name: Method, signal: AbortSignal, ...given: unknown[]): Promise<T> => {
    const answer = await reach(signal, (object) => object.ask(name, given))
    if (!isSerialisedError(answer)) return answer as T
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
      yield* changesOf(await reach(signal, (object) => object.watch(id, after)), signal)
    },
    start() {},
    async stop() {
      return { finished: 0, interrupted: 0 }
    },
  }
}

/** The methods of the Durable Object, on top of the queue inside it. */
export const jobObjectOf = (queue: JobQueue): JobObject => ({
  async ask(name, given) {
    const call = queue[name] as (...given: unknown[]) => Promise<unknown>
    try {
      return await call.call(queue, ...given, neverAborted)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { faults } = error
      return { refused: errorData(error), ...(faults && { faults }) } satisfies SerialisedError
    }
  },
  watch: (id, after) => linesOf((signal) => queue.watch(id, after, signal)),
})

const isSerialisedError = (answer: unknown): answer is SerialisedError =>
  typeof answer === 'object' && answer !== null && 'refused' in answer
