// Jobs in this process: the engine of an instance that stands alone. Bounded in jobs and in bytes; nothing outlives the
// process.
import type { Clock } from '../core/clock.ts'
import { AppError, toAppError } from '../core/errors.ts'
import type { Emit } from '../core/events.ts'
import { tellJob } from '../jobs/observe.ts'
import type { JobQueue, QueueLimits, Stopped } from '../jobs/queue.ts'
import {
  type Checkpoint,
  endedAs,
  goneMs,
  hasEnded,
  type JobFailure,
  type JobRecord,
  type JobState,
  jobStates,
  recordOf,
} from '../jobs/record.ts'
import { createLatch, type Latch, watchByReading } from '../jobs/watch.ts'
import type { Task, Work } from '../jobs/work.ts'

export interface EmbeddedOptions {
  clock: Clock
  limits: QueueLimits
  /** Of all parts of all jobs together; past it the oldest results go before their time, then a running job fails. */
  mostBytes: number
  emit: Emit
}

/** A job in memory. */
interface Entry {
  /** Grows from job to job. */
  readonly place: number
  record: JobRecord
  readonly landed: Checkpoint[]
  readonly indices: Set<number>
  bytes: number
  readonly latches: Set<Latch>
  readonly end: AbortController
}

/** Ids of jobs that are gone; beyond so many the oldest are forgotten before their hour. */
const mostGone = 10_000

/** The embedded engine. */
export function createEmbeddedQueue({ clock, limits, mostBytes, emit }: EmbeddedOptions): JobQueue {
  const { keepMs } = limits
  const entries = new Map<string, Entry>()
  const waiting = new Set<Entry>()
  const running = new Set<Entry>()
  const gone = new Map<string, number>()
  const keys = new Map<string, Entry>()
  let places = 0
  let bytes = 0
  let work: Work | null = null
  let stopping: { finished: number; resolve(): void; done: Promise<Stopped> } | null = null
  let cancelSweep: () => void = () => {}

  const drop = (entry: Entry): void => {
    const { id } = entry.record
    entries.delete(id)
    if (keys.get(keyOf(entry.record)) === entry) keys.delete(keyOf(entry.record))
    bytes -= entry.bytes
    gone.set(id, clock.now() + goneMs)
    for (const oldest of gone.keys()) {
      if (gone.size <= mostGone) break
      gone.delete(oldest)
    }
    wake(entry)
  }

  /** Lets go of what has had its time. Ended jobs and tombstones are few enough to be looked at. */
  const sweep = (): void => {
    const now = clock.now()
    for (const entry of entries.values()) {
      if (entry.record.expiresAt !== null && now >= entry.record.expiresAt) drop(entry)
    }
    for (const [id, until] of gone) {
      if (now < until) break
      gone.delete(id)
    }
  }

  // So that an idle process gives the memory back, and a watcher is told.
  const sweepLater = (): void => {
    cancelSweep()
    cancelSweep = clock.after(keepMs, () => {
      sweep()
      if ([...entries.values()].some(({ record }) => hasEnded(record))) sweepLater()
    })
  }

  const update = (entry: Entry, record: JobRecord): void => {
    entry.record = record
    wake(entry)
  }

  const end = (
    entry: Entry,
    state: 'done' | 'failed' | 'cancelled',
    error: JobFailure | null = null,
  ): void => {
    if (hasEnded(entry.record)) return
    waiting.delete(entry)
    running.delete(entry)
    update(entry, endedAs(entry.record, state, { now: clock.now(), keepMs, error }))
    sweepLater()
    if (stopping) {
      stopping.finished++
      if (waiting.size + running.size === 0) stopping.resolve()
    }
  }

  const keep = (entry: Entry, checkpoint: Checkpoint): void => {
    if (hasEnded(entry.record) || entry.indices.has(checkpoint.index)) return
    const size = JSON.stringify(checkpoint).length
    for (const old of entries.values()) {
      if (bytes + size <= mostBytes) break
      if (hasEnded(old.record)) drop(old)
    }
    if (bytes + size > mostBytes) {
      throw new AppError('overloaded', `the parts of all jobs together are more than ${mostBytes} bytes`)
    }
    bytes += size
    entry.bytes += size
    entry.indices.add(checkpoint.index)
    entry.landed.push(checkpoint)
    update(entry, { ...entry.record, done: entry.landed.length })
  }

  const run = async (entry: Entry, work: Work): Promise<void> => {
    const { signal } = entry.end
    const startedAt = clock.now()
    update(entry, { ...entry.record, state: 'running', startedAt })
    try {
      for (;;) {
        const task: Task = {
          job: entry.record,
          landed: entry.landed.map(({ index, part }) => ({ index, code: part.error?.code ?? null })),
          signal,
          checkpoint: async (checkpoint) => keep(entry, checkpoint),
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

  const kept = (id: string): Entry | undefined => {
    sweep()
    return entries.get(id)
  }

  const queue: JobQueue = {
    survives: false,

    async submit(order, signal) {
      signal.throwIfAborted()
      sweep()
      const known = order.idempotency === null ? undefined : keys.get(keyOf(order))
      if (known) {
        if (known.record.requestHash === order.requestHash) return { job: known.record, isNew: false }
        throw new AppError('conflict', 'this Idempotency-Key has been sent with another body')
      }
      if (stopping) throw new AppError('draining', 'the instance is shutting down')
      if (waiting.size >= limits.pending) {
        throw new AppError('overloaded', `${waiting.size} jobs wait already`, { retryAfterMs: 10_000 })
      }
      const { owner } = order
      const own =
        owner === null ? 0 : [...waiting, ...running].filter(({ record }) => record.owner === owner).length
      if (own >= limits.perOwner) {
        const message = `${own} of your jobs wait or run, and ${limits.perOwner} may`
        throw new AppError('rate_limited', message, { retryAfterMs: 10_000 })
      }
      const entry: Entry = {
        place: places++,
        record: recordOf(order, clock.now()),
        landed: [],
        indices: new Set(),
        bytes: 0,
        latches: new Set(),
        end: new AbortController(),
      }
      const { record } = entry
      entries.set(order.id, entry)
      if (order.idempotency !== null) keys.set(keyOf(order), entry)
      waiting.add(entry)
      pump()
      return { job: record, isNew: true }
    },

    async find(id, signal) {
      signal.throwIfAborted()
      return kept(id)?.record ?? (gone.has(id) ? 'gone' : null)
    },

    async checkpoints(id, { after, most }, signal) {
      signal.throwIfAborted()
      return kept(id)?.landed.slice(after, after + most) ?? []
    },

    async list({ owner, state, limit, cursor }, signal) {
      signal.throwIfAborted()
      sweep()
      const before = cursor === undefined ? Infinity : placeOf(cursor)
      const matching = [...entries.values()]
        .filter(({ place, record }) => place < before && record.owner === owner)
        .filter(({ record }) => state === undefined || record.state === state)
        .reverse()
      const page = matching.slice(0, limit)
      const last = page.at(-1)
      return {
        jobs: page.map(({ record }) => record),
        nextCursor: last && matching.length > limit ? last.place.toString(36) : null,
      }
    },

    async cancel(id, signal) {
      signal.throwIfAborted()
      const entry = kept(id)
      if (!entry) return gone.has(id) ? 'gone' : null
      if (!hasEnded(entry.record)) {
        end(entry, 'cancelled')
        entry.end.abort(new AppError('gone', 'the job was cancelled'))
      }
      return entry.record
    },

    async *watch(id, after, signal) {
      const entry = kept(id)
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
      sweep()
      const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
      for (const { record } of entries.values()) counts[record.state]++
      return counts
    },
  }

  /** The grace is over, or nothing is left that needs it. */
  const cutOff = (): Stopped => {
    const finished = stopping?.finished ?? 0
    const left = [...running, ...waiting]
    work = null
    cancelSweep()
    const error = new AppError('draining', 'the instance was shut down before the job had ended')
    for (const entry of left) {
      end(entry, 'failed', { code: error.code, detail: error.message })
      entry.end.abort(error)
    }
    cancelSweep()
    return { finished, interrupted: left.length }
  }

  return queue
}

const wake = ({ latches }: Entry): void => {
  for (const latch of latches) latch.wake()
}

const keyOf = ({ owner, idempotency }: Pick<JobRecord, 'owner' | 'idempotency'>): string =>
  JSON.stringify([owner, idempotency])

function placeOf(cursor: string): number {
  if (/^[0-9a-z]{1,10}$/.test(cursor)) return Number.parseInt(cursor, 36)
  const faults = [{ in: 'query', name: 'cursor', message: 'not a cursor of this list' }] as const
  throw new AppError('invalid_request', 'one fault in cursor', { faults })
}
