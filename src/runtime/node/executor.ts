// Our own queue feeds the pool one task per thread: a task's state is known, a waiting task can be withdrawn, and the pool's own
// queue, which loses tasks when a thread dies while starting, stays empty.
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import type { Piscina } from 'piscina'
import { AppError } from '../../core/errors.ts'
import { piscina } from './lazy-require.ts'
import { createSubmission, type OpenSubmission, type Submission } from './submission.ts'
import { settleOutcome, type ThreadOutcome, type ThreadTask } from './thread-outcome.ts'

export interface ExecutorOptions {
  /** The module that runs on each thread: exports `run(task: ThreadTask): ThreadOutcome`. */
  filename: URL
  /** Environment variables of the threads. Default: those of this process. */
  environment?: Readonly<Record<string, string | undefined>>
  /**
   * Maximum number of threads. The first starts with the first task (or `warm`) and stays; more start when there is work for them.
   * Default: the number of processors minus one, at least one.
   */
  threads?: number
}

export interface Executor {
  /** Maximum number of threads. */
  readonly size: number
  readonly running: number
  readonly queued: number
  /** Queues one task; rejects with `overloaded` when the queue is full. The signal withdraws it, or drops its result. */
  submit(task: ThreadTask, signal?: AbortSignal): Submission<unknown>
  /** Runs all tasks, at most one per thread at once; results are in order. The first failure cancels the rest. */
  map(tasks: readonly ThreadTask[], signal?: AbortSignal): Promise<unknown[]>
  /** Starts the first thread early, so that the first task need not wait for it to load its modules. */
  warm(): void
  /** Refuses new tasks, finishes the accepted ones or fails them with `draining`, then ends the threads. */
  shutdown(options: { wait: boolean }): Promise<void>
}

/** Maximum number of waiting tasks; the next is refused with `overloaded`. */
const maxWaiting = 256
/** Heap limit of one thread: a hostile body kills its thread, not the process. */
const threadHeapMb = 512
/** An additional thread ends after being idle for this long, in ms. */
const idleMs = 60_000

/** Creates the pool of worker threads that run decoders, in the order of submission. */
export function createExecutor({
  filename,
  environment,
  threads = Math.max(1, availableParallelism() - 1),
}: ExecutorOptions): Executor {
  const waiting = new Set<OpenSubmission>()
  const running = new Set<OpenSubmission>()
  let pool: Piscina<ThreadTask, ThreadOutcome> | undefined
  let isDraining = false

  const open = (): Piscina<ThreadTask, ThreadOutcome> => {
    const made = new (piscina().Piscina)<ThreadTask, ThreadOutcome>({
      filename: filename.href,
      name: 'run',
      minThreads: 1,
      maxThreads: threads,
      maxQueue: threads,
      idleTimeout: idleMs,
      ...(environment && { env: environment as Record<string, string> }),
      resourceLimits: { maxOldGenerationSizeMb: threadHeapMb },
    })
    // A thread that dies while starting leaves its tasks behind: fail them and start again.
    made.on('error', (cause) => {
      if (pool === made) pool = undefined
      for (const submission of running) submission.fail(died(cause))
      void made.destroy()
    })
    return made
  }

  const run = async (submission: OpenSubmission): Promise<void> => {
    running.add(submission)
    submission.start()
    try {
      pool ??= open()
      submission.finish(settleOutcome(await pool.run(submission.task)))
    } catch (error) {
      if (error instanceof AppError) submission.fail(error)
      else submission.fail(isDraining ? drained() : died(error))
    } finally {
      running.delete(submission)
      next()
    }
  }

  const next = (): void => {
    for (const submission of waiting) {
      if (running.size >= threads) return
      waiting.delete(submission)
      void run(submission)
    }
  }

  const submit: Executor['submit'] = (task, signal) => {
    const submission = createSubmission(task, signal, () => waiting.delete(submission))
    if (isDraining) submission.fail(drained())
    else if (waiting.size >= maxWaiting && running.size >= threads) {
      submission.fail(
        new AppError('overloaded', `${waiting.size} bodies wait to be decoded`, { retryAfterMs: 1_000 }),
      )
    } else if (submission.state === 'pending') {
      waiting.add(submission)
      next()
    }
    return submission
  }

  return {
    size: threads,
    get running() {
      return running.size
    },
    get queued() {
      return waiting.size
    },
    submit,
    async map(tasks, signal) {
      const begun: Submission<unknown>[] = []
      const lanes = pLimit(threads)
      try {
        return await lanes.map(tasks, (task) => {
          const submission = submit(task, signal)
          begun.push(submission)
          return submission.promise
        })
      } catch (error) {
        lanes.clearQueue()
        for (const submission of begun) submission.cancel()
        throw error
      }
    },
    warm() {
      if (!isDraining) pool ??= open()
    },
    async shutdown({ wait }) {
      isDraining = true
      const accepted = [...waiting, ...running]
      if (wait) await Promise.allSettled(accepted.map(({ promise }) => promise))
      else for (const submission of accepted) submission.fail(drained())
      waiting.clear()
      await pool?.destroy()
    },
  }
}

const died = (cause: unknown): AppError =>
  new AppError('internal', 'the thread that decoded the body ended', { cause })

const drained = (): AppError => new AppError('draining', 'this instance is shutting down')
