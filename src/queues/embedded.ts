// Jobs in this process: the engine of an instance that stands alone. Bounded in jobs and in bytes; nothing outlives the
// process.
import type { Clock } from '../core/clock.ts'
import { AppError, toAppError } from '../core/errors.ts'
import type { Emit } from '../core/events.ts'
import { anotherBody, beyond, isStopping } from '../jobs/bounds.ts'
import { tellJob } from '../jobs/observe.ts'
import type { JobQueue, QueueLimits, Stopped } from '../jobs/queue.ts'
import { endedAs, hasEnded, type JobFailure } from '../jobs/record.ts'
import { createLatch, watchByReading } from '../jobs/watch.ts'
import type { Task, Work } from '../jobs/work.ts'
import { type Entry, Shelf } from './shelf.ts'

export interface EmbeddedOptions {
  clock: Clock
  limits: QueueLimits
  /** Of all parts of all jobs together; past it the oldest results go before their time, then a running job fails. */
  mostBytes: number
  emit: Emit
}

/** The embedded engine. */
export function createEmbeddedQueue({ clock, limits, mostBytes, emit }: EmbeddedOptions): JobQueue {
  const { keepMs } = limits
  const shelf = new Shelf({ clock, keepMs, mostBytes })
  const waiting = new Set<Entry>()
  const running = new Set<Entry>()
  let work: Work | null = null
  let stopping: { finished: number; resolve(): void; done: Promise<Stopped> } | null = null

  const end = (
    entry: Entry,
    state: 'done' | 'failed' | 'cancelled',
    error: JobFailure | null = null,
  ): void => {
    if (hasEnded(entry.record)) return
    waiting.delete(entry)
    running.delete(entry)
    shelf.update(entry, endedAs(entry.record, state, { now: clock.now(), keepMs, error }))
    if (stopping) {
      stopping.finished++
      if (waiting.size + running.size === 0) stopping.resolve()
    }
  }

  const run = async (entry: Entry, work: Work): Promise<void> => {
    const { signal } = entry.end
    const startedAt = clock.now()
    shelf.update(entry, { ...entry.record, state: 'running', startedAt })
    try {
      for (;;) {
        const task: Task = {
          job: entry.record,
          landed: entry.landed.map(({ index, part }) => ({ index, code: part.error?.code ?? null })),
          signal,
          checkpoint: async (checkpoint) => shelf.land(entry, checkpoint),
        }
        const outcome = await work(task)
        if (outcome.state !== 'more') {
          end(entry, outcome.state, outcome.state === 'failed' ? outcome.error : null)
          return
        }
        await clock.wait(outcome.waitMs, signal)
      }
    } catch (thrown) {
      if (hasEnded(entry.record)) return
      const error = toAppError(thrown)
      if (error.code === 'internal') {
        const cause = error.cause instanceof Error ? error.cause : error
        const { requestId } = entry.record
        emit({ type: 'bug', message: cause.message, stack: cause.stack, requestId })
      }
      end(entry, 'failed', { code: error.code, detail: error.message })
      tellJob(entry.record, 'failed', { clock, emit })
    }
  }

  const pump = (): void => {
    if (!work) return
    for (const entry of waiting) {
      if (running.size >= limits.atOnce) return
      waiting.delete(entry)
      running.add(entry)
      void run(entry, work).finally(() => {
        running.delete(entry)
        pump()
      })
    }
  }

  const queue: JobQueue = {
    survives: false,

    async submit(order, signal) {
      signal.throwIfAborted()
      const known = shelf.repeated(order)
      if (known) {
        if (known.requestHash === order.requestHash) return { job: known, isNew: false }
        throw anotherBody()
      }
      if (stopping) throw isStopping()
      const { owner } = order
      const isOwn = ({ record }: Entry): boolean => owner !== null && record.owner === owner
      const own = [...waiting, ...running].filter(isOwn).length
      const refusal = beyond({ waiting: waiting.size, own }, limits)
      if (refusal) throw refusal
      const entry = shelf.add(order)
      const { record } = entry
      waiting.add(entry)
      pump()
      return { job: record, isNew: true }
    },

    async find(id, signal) {
      signal.throwIfAborted()
      return shelf.get(id)?.record ?? shelf.absent(id)
    },

    async checkpoints(id, { after, most }, signal) {
      signal.throwIfAborted()
      return shelf.get(id)?.landed.slice(after, after + most) ?? []
    },

    async list(search, signal) {
      signal.throwIfAborted()
      return shelf.list(search)
    },

    async cancel(id, signal) {
      signal.throwIfAborted()
      const entry = shelf.get(id)
      if (!entry) return shelf.absent(id)
      if (!hasEnded(entry.record)) {
        end(entry, 'cancelled')
        entry.end.abort(new AppError('gone', 'the job was cancelled'))
      }
      return entry.record
    },

    async *watch(id, after, signal) {
      const entry = shelf.get(id)
      if (!entry) return
      const latch = createLatch()
      entry.latches.add(latch)
      try {
        yield* watchByReading(queue, id, after, latch, signal)
      } finally {
        entry.latches.delete(latch)
      }
    },

    start(given) {
      work = given
      pump()
    },

    stop(graceMs) {
      if (!stopping) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const state = { finished: 0, resolve, done: promise.then(cutOff) }
        stopping = state
        if (waiting.size + running.size === 0) resolve()
      }
      const { resolve, done } = stopping
      const cancel = clock.after(graceMs, resolve)
      return done.finally(cancel)
    },

    async counts(signal) {
      signal.throwIfAborted()
      return shelf.counts()
    },
  }

  /** The grace is over, or nothing is left that needs it. */
  const cutOff = (): Stopped => {
    const finished = stopping?.finished ?? 0
    const left = [...running, ...waiting]
    work = null
    const error = new AppError('draining', 'the instance was shut down before the job had ended')
    for (const entry of left) {
      end(entry, 'failed', { code: error.code, detail: error.message })
      entry.end.abort(error)
    }
    shelf.close()
    return { finished, interrupted: left.length }
  }

  return queue
}
