// Where BullMQ's jobs become runs of ours. BullMQ says which process runs which job, and when it is another one's turn; only
// ids go through it.
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Stopped } from '../../jobs/queue.ts'
import type { JobFailure } from '../../jobs/record.ts'
import { dispatchName, dispatchPrefix } from './scripts.ts'

export interface DispatchedOptions {
  /** With an offline queue and without any timeouts: it blocks, and waits for a Redis that is away. */
  connection: Redis
  clock: Clock
  atOnce: number
  /** A worker that has not renewed its lock on a job for so long is taken to be dead, in ms. */
  stalledMs: number
  /** Runs a job; rejects when it is to be gone on with, by whoever. The token of its lock may change meanwhile. */
  run(id: string, token: () => string, end: AbortController): Promise<void>
  /** Gives a job back to the queue, for another worker to go on with at once. */
  giveBack(id: string, token: string): Promise<unknown>
  /** Is told of a job that BullMQ has given up. */
  onGivenUp(id: string, failure: JobFailure): Promise<unknown>
}

export interface Dispatched {
  stop(graceMs: number): Promise<Stopped>
  /** Lets go of everything, as if the process had ended. */
  kill(): Promise<void>
}

interface Running {
  /** Of the lock that BullMQ gave with it last. */
  token: string
  readonly end: AbortController
  readonly done: Promise<void>
}

/** A job that kills whoever runs it is given up after so many of them. */
const mostStalled = 10

/** For handing jobs over and closing after the grace, in ms. */
const partingMs = 2_000

/** Longest pause before a job is dispatched again whose worker could not reach Redis, in ms. */
const longestBackoffMs = 60_000

/** Takes jobs off the queue and runs them, for as long as it is not stopped. */
export function startWorker(options: DispatchedOptions): Dispatched {
  const { connection, clock, atOnce, stalledMs, run, giveBack, onGivenUp } = options
  const running = new Map<string, Running>()
  let isStopping = false
  let finished = 0
  let interrupted = 0

  const worker = new Worker(dispatchName, (job: Job, token = '') => dispatched(String(job.id), token), {
    connection,
    prefix: dispatchPrefix,
    skipVersionCheck: true,
    autorun: false,
    concurrency: atOnce,
    lockDuration: stalledMs,
    stalledInterval: stalledMs,
    maxStalledCount: mostStalled,
    // Each run renews its own: BullMQ keeps one by id, and forgets it when a former run of the same job ends.
    skipLockRenewal: true,
    runRetryDelay: 1_000,
    settings: { backoffStrategy: (attempts = 1) => Math.min(longestBackoffMs, 500 * 2 ** attempts) },
  })
  // What it says is of its connections, which tell it themselves, and of locks that were lost.
  worker.on('error', () => {})
  worker.on('failed', (job, error) => {
    if (job?.id === undefined || job.finishedOn === undefined) return
    const isKiller = error instanceof UnrecoverableError
    const detail = isKiller ? 'every worker that ran it has died' : 'what keeps the jobs could not be reached'
    onGivenUp(job.id, { code: isKiller ? 'internal' : 'unavailable', detail }).catch(() => {})
  })
  const loop = worker.run().catch(() => {})

  const begin = (id: string): Running => {
    const end = new AbortController()
    const entry: Running = { token: '', end, done: run(id, () => entry.token, end) }
    running.set(id, entry)
    const forget = (): boolean => running.delete(id)
    entry.done.then(forget, forget)
    return entry
  }

  async function dispatched(id: string, token: string): Promise<void> {
    if (isStopping && !running.has(id)) {
      await giveBack(id, token).catch(() => {})
      throw new WaitingError()
    }
    // What was taken from this process while that stood still, and is given to it again, goes on as it is.
    const entry = running.get(id) ?? begin(id)
    entry.token = token
    const { signal } = entry.end
    const outcome = await entry.done.catch((error: unknown) => ({ error }))
    const isOurs = entry.token === token
    if (!outcome) {
      if (isOurs && isStopping) finished++
      return
    }
    if (!signal.aborted) throw outcome.error
    if (isOurs) {
      interrupted++
      // Where that fails another worker takes it over as it does from one that has died.
      await giveBack(id, token).catch(() => {})
    }
    throw new WaitingError()
  }

  const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(ms, resolve)
    await Promise.race([work.catch(() => {}), promise])
    cancel()
  }

  return {
    async stop(graceMs) {
      isStopping = true
      const closed = worker.close()
      // Not for the closing itself: it waits for a Redis that is away, also when there is nothing to be lost.
      await atMost(graceMs, Promise.allSettled([...running.values()].map(({ done }) => done)))
      for (const { end } of running.values())
        end.abort(new AppError('draining', 'the instance is shutting down'))
      await atMost(partingMs, closed)
      return { finished, interrupted }
    },
    async kill() {
      connection.disconnect()
      const closed = worker.close(true)
      for (const { end } of running.values()) end.abort(new AppError('draining', 'the instance has ended'))
      await atMost(partingMs, Promise.all([closed, loop]))
    },
  }
}
