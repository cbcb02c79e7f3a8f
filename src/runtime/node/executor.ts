// Our own queue stands in front of the pool and hands it one task per thread: so a task's state is known, a waiting one
// can be taken back, and the pool's own queue, which forgets tasks when a thread dies while starting, stays empty.
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import type { Piscina } from 'piscina'
import { AppError } from '../../core/errors.ts'
import { createJob, type Job, type OpenJob } from './job.ts'
import { piscina } from './late.ts'
import { settleOutcome, type ThreadOutcome, type ThreadTask } from './thread-outcome.ts'

export interface ExecutorOptions {
  /** The module that runs on each thread: exports `run(task: ThreadTask): ThreadOutcome`. */
  filename: URL
  /** The variables that it sees; those of this process unless given. */
  environment?: Readonly<Record<string, string | undefined>>
  /**
   * Most threads. The first one starts with the first task (or `warm`) and stays; more start when there is work for them.
   * Default: one less than the processors, at least one.
   */
  threads?: number
  /** Tasks that may wait; one more is refused with `overloaded`. Default 256. */
  queue?: number
  /** A further thread without work ends after this long, in ms. Default 60 000. */
  idleMs?: number
  /** Heap of one thread in MB: a hostile body ends its thread, not the process. Default 512. */
  threadHeapMb?: number
}

export interface Executor {
  /** Most threads. */
  readonly size: number
  readonly running: number
  readonly queued: number
  /** Queues one task; a full queue fails it with `overloaded`. The signal takes it back, or drops its result. */
  submit(task: ThreadTask, signal?: AbortSignal): Job<unknown>
  /** Runs all tasks, never more at once than there are threads; results in order. The first failure ends the rest. */
  map(tasks: readonly ThreadTask[], signal?: AbortSignal): Promise<unknown[]>
  /** Starts the first thread ahead of its first task, which would otherwise wait for it to load its modules. */
  warm(): void
  /** Refuses new tasks, then either finishes the accepted ones or fails them with `draining`, and ends the threads. */
  shutdown(options: { wait: boolean }): Promise<void>
}

/** Runs decoders on worker threads, in the order in which they were submitted. */
export function createExecutor({
  filename,
  environment,
  threads = Math.max(1, availableParallelism() - 1),
  queue = 256,
  idleMs = 60_000,
  threadHeapMb = 512,
}: ExecutorOptions): Executor {
  const waiting = new Set<OpenJob>()
  const running = new Set<OpenJob>()
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
    // A thread that breaks without a task (while it starts) leaves the tasks meant for it behind: fail them, start anew.
    made.on('error', (cause) => {
      if (pool === made) pool = undefined
      for (const job of running) job.fail(died(cause))
      void made.destroy()
    })
    return made
  }

  const run = async (job: OpenJob): Promise<void> => {
    running.add(job)
    job.start()
    try {
      pool ??= open()
      job.finish(settleOutcome(await pool.run(job.task)))
    } catch (error) {
      if (error instanceof AppError) job.fail(error)
      else job.fail(isDraining ? drained() : died(error))
    } finally {
      running.delete(job)
      next()
    }
  }

  const next = (): void => {
    for (const job of waiting) {
      if (running.size >= threads) return
      waiting.delete(job)
      void run(job)
    }
  }

  const submit: Executor['submit'] = (task, signal) => {
    const job = createJob(task, signal, () => waiting.delete(job))
    if (isDraining) job.fail(drained())
    else if (waiting.size >= queue && running.size >= threads) {
      job.fail(
        new AppError('overloaded', `${waiting.size} bodies wait to be decoded`, { retryAfterMs: 1_000 }),
      )
    } else if (job.state === 'pending') {
      waiting.add(job)
      next()
    }
    return job
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
      const begun: Job<unknown>[] = []
      const lanes = pLimit(threads)
      try {
        return await lanes.map(tasks, (task) => {
          const job = submit(task, signal)
          begun.push(job)
          return job.promise
        })
      } catch (error) {
        lanes.clearQueue()
        for (const job of begun) job.cancel()
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
      else for (const job of accepted) job.fail(drained())
      waiting.clear()
      await pool?.destroy()
    },
  }
}

const died = (cause: unknown): AppError =>
  new AppError('internal', 'the thread that decoded the body ended', { cause })

const drained = (): AppError => new AppError('draining', 'this instance is shutting down')
