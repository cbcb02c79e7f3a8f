import type { ThreadTask } from './thread-outcome.ts'

export type SubmissionState = 'pending' | 'running' | 'done' | 'cancelled'

/**
 * A submitted task. `done` means that it ran, whether it succeeded or failed; the promise tells which. `cancelled` means that it
 * never ran.
 */
export interface Submission<T> {
  readonly promise: Promise<T>
  readonly state: SubmissionState
  /** Withdraws a task that has not started; false when it is too late. */
  cancel(): boolean
}

/** A task as its executor sees it. The first of `finish`, `fail`, `cancel` and the signal settles the promise. */
export interface OpenSubmission extends Submission<unknown> {
  readonly task: ThreadTask
  start(): void
  finish(value: unknown): void
  fail(error: unknown): void
}

/** The rejection of a task that was withdrawn by `cancel`. */
export class SubmissionCancelled extends Error {
  override readonly name = 'SubmissionCancelled'
  constructor() {
    super('the task was withdrawn before it started')
  }
}

/** Creates a task. When its signal aborts, a pending task is withdrawn; the result of a running one is dropped. */
export function createSubmission(
  task: ThreadTask,
  signal: AbortSignal | undefined,
  withdraw: () => void,
): OpenSubmission {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  let state: SubmissionState = 'pending'

  const leave = (): void => {
    if (state === 'pending') giveUp(signal?.reason)
    // Aborting the task itself would kill its thread, and the next task would wait for a new one.
    else reject(signal?.reason)
  }
  const giveUp = (reason: unknown): void => {
    state = 'cancelled'
    signal?.removeEventListener('abort', leave)
    withdraw()
    reject(reason)
  }
  const end = (): void => {
    if (state !== 'cancelled') state = state === 'pending' ? 'cancelled' : 'done'
    signal?.removeEventListener('abort', leave)
  }

  if (signal?.aborted) {
    state = 'cancelled'
    reject(signal.reason)
  } else signal?.addEventListener('abort', leave, { once: true })

  return {
    task,
    promise,
    get state() {
      return state
    },
    cancel() {
      if (state !== 'pending') return false
      giveUp(new SubmissionCancelled())
      return true
    },
    start() {
      state = 'running'
    },
    finish(value) {
      end()
      resolve(value)
    },
    fail(error) {
      end()
      reject(error)
    },
  }
}
