// The queue of jobs as a worker sees it: every question goes to the one object that keeps them.
import type { Clock } from '../../core/clock.ts'
import { AppError, type AppErrorOptions, type ErrorCode } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import type { JobQueue, Submitted } from '../../jobs/queue.ts'
import type { Order } from '../../jobs/record.ts'
import type { Board } from '../sql/board.ts'
import { type BoardQuestions, questionsOf } from '../sql/queue.ts'
import { changesOf } from './lines.ts'

/** A refusal as it crosses from the object to its caller: errors lose their fields on that way. */
export interface Refusal {
  refused: { code: ErrorCode; message: string } & Pick<AppErrorOptions, 'retryAfterMs' | 'faults'>
}

/** What a stub of the object offers. */
export type BoardStub = Omit<BoardQuestions, 'submit'> & {
  submit(order: Order): Promise<Submitted | Refusal>
  watch(id: string, after: number): Promise<ReadableStream<Uint8Array>>
}

export interface DurableQueueOptions {
  board: () => BoardStub
  clock: Clock
  /** An object that takes longer to answer cannot be reached, in ms. */
  patienceMs?: number
}

/** Jobs kept and run by a Durable Object, which nobody has to start or stop. */
export function createDurableQueue({ board, clock, patienceMs = 5_000 }: DurableQueueOptions): JobQueue {
  const ask = async <T>(signal: AbortSignal, question: (stub: BoardStub) => T | Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    try {
      return await withPatience(clock, patienceMs, async () => question(board()), signal)
    } catch (cause) {
      signal.throwIfAborted()
      const message = 'the object that keeps the jobs cannot be reached'
      throw new AppError('unavailable', message, { retryAfterMs: 5_000, cause })
    }
  }
  return {
    survives: true,
    ...questionsOf((signal, question) => ask(signal, (stub) => question(stub as unknown as BoardQuestions))),
    async submit(order, signal) {
      const answer = await ask(signal, (stub) => stub.submit(order))
      if (!('refused' in answer)) return answer
      const { code, message, ...more } = answer.refused
      throw new AppError(code, message, more)
    },
    async *watch(id, after, signal) {
      yield* changesOf(await ask(signal, (stub) => stub.watch(id, after)), signal)
    },
    start() {},
    async stop() {
      return { finished: 0, interrupted: 0 }
    },
  }
}

/** Takes a job, or says what it is refused with. */
export function submitTo(board: Board, order: Order): Submitted | Refusal {
  try {
    return board.submit(order)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, retryAfterMs, faults } = error
    return {
      refused: {
        code,
        message,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
        ...(faults && { faults }),
      },
    }
  }
}
