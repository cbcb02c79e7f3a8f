// A board as a queue of jobs: the same questions, whether the board is in this process or in an object elsewhere.
import { cursorOf, placeOf } from '../../jobs/cursor.ts'
import type { JobQueue } from '../../jobs/queue.ts'
import { Board, type BoardOptions } from './board.ts'

/** What can be asked of a board, each as a message. */
export type BoardQuestions = {
  [Name in 'submit' | 'find' | 'checkpoints' | 'list' | 'cancel' | 'counts']: (
    ...args: Parameters<Board[Name]>
  ) => ReturnType<Board[Name]> | Promise<ReturnType<Board[Name]>>
}

/** Puts a question to a board; rejects with the signal's reason when it aborts. */
export type AskBoard = <T>(
  signal: AbortSignal,
  question: (board: BoardQuestions) => T | Promise<T>,
) => Promise<T>

/** The part of a queue that only asks. */
export const questionsOf = (ask: AskBoard): Omit<JobQueue, 'survives' | 'watch' | 'start' | 'stop'> => ({
  submit: (order, signal) => ask(signal, (board) => board.submit(order)),
  find: (id, signal) => ask(signal, (board) => board.find(id)),
  checkpoints: (id, from, signal) => ask(signal, (board) => board.checkpoints(id, from)),
  async list({ cursor, ...search }, signal) {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : placeOf(cursor)
    const { jobs, next } = await ask(signal, (board) => board.list(search, before))
    return { jobs, nextCursor: next === null ? null : cursorOf(next) }
  },
  cancel: (id, signal) => ask(signal, (board) => board.cancel(id)),
  counts: (signal) => ask(signal, (board) => board.counts()),
})

/** Jobs kept in a database of this process, and run by it. */
export function createSqlQueue(options: Omit<BoardOptions, 'setAlarm'>): JobQueue {
  const { clock, survives } = options
  let cancelAlarm = (): void => {}
  const board = new Board({
    ...options,
    setAlarm(at) {
      cancelAlarm()
      cancelAlarm = clock.after(at - clock.now(), () => board.tick())
    },
  })
  const grace = new AbortController()
  return {
    survives,
    ...questionsOf(async (signal, question) => {
      signal.throwIfAborted()
      return question(board)
    }),
    watch: (id, after, signal) => board.watch(id, after, signal),
    start: (work) => board.start(work),
    async stop(graceMs) {
      const cancelGrace = clock.after(graceMs, () => grace.abort())
      const stopped = await board.stop(grace.signal)
      cancelGrace()
      cancelAlarm()
      return stopped
    },
  }
}
