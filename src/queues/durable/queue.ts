// The queue of jobs as a worker sees it: every question goes to the one object that keeps them.
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { withPatience } from '../../core/patience.ts'
import { cursorOf, placeOf } from '../../jobs/cursor.ts'
import type { JobQueue } from '../../jobs/queue.ts'
import type { Board, Refusal } from './board.ts'
import { changesOf } from './lines.ts'

/** What a stub of the object offers: the board's questions, each a message. */
export type BoardStub = {
  [Name in 'submit' | 'find' | 'checkpoints' | 'list' | 'cancel' | 'counts' | 'watch']: (
    ...args: Parameters<Board[Name]>
  ) => Promise<ReturnType<Board[Name]>>
}

export interface DurableQueueOptions {
  board: () => BoardStub
  clock: Clock
  /** An object that takes longer to answer cannot be reached, in ms. */
  patienceMs?: number
}

/** Jobs kept and run by a Durable Object, which nobody has to start or stop. */
export function createDurableQueue({ board, clock, patienceMs = 5_000 }: DurableQueueOptions): JobQueue {
  const ask = async <T>(signal: AbortSignal, question: (stub: BoardStub) => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    try {
      return await withPatience(clock, patienceMs, () => question(board()), signal)
    } catch (cause) {
      signal.throwIfAborted()
      const message = 'the object that keeps the jobs cannot be reached'
      throw new AppError('unavailable', message, { retryAfterMs: 5_000, cause })
    }
  }
  return {
    survives: true,
    async submit(order, signal) {
      const answer = await ask(signal, (stub) => stub.submit(order))
      if ('refused' in answer) throw errorOf(answer)
      return answer
    },
    find: (id, signal) => ask(signal, (stub) => stub.find(id)),
    checkpoints: (id, from, signal) => ask(signal, (stub) => stub.checkpoints(id, from)),
    async list({ cursor, ...search }, signal) {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : placeOf(cursor)
      const { jobs, next } = await ask(signal, (stub) => stub.list(search, before))
      return { jobs, nextCursor: next === null ? null : cursorOf(next) }
    },
    cancel: (id, signal) => ask(signal, (stub) => stub.cancel(id)),
    async *watch(id, after, signal) {
      const stream = await ask(signal, (stub) => stub.watch(id, after))
      yield* changesOf(stream, signal)
    },
    // The object runs its jobs by itself, wherever the platform has put it.
    start() {},
    async stop() {
      return { finished: 0, interrupted: 0 }
    },
    counts: (signal) => ask(signal, (stub) => stub.counts()),
  }
}

const errorOf = ({ refused: { code, message, ...more } }: Refusal): AppError =>
  new AppError(code, message, more)
