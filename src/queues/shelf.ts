// Where the embedded engine keeps its jobs: in memory, bounded in bytes, for as long as each result is kept.
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { cursorOf, placeOf } from '../jobs/cursor.ts'
import type { JobPage, JobSearch } from '../jobs/queue.ts'
import {
  type Checkpoint,
  goneMs,
  hasEnded,
  type JobRecord,
  type JobState,
  jobStates,
  type Order,
  recordOf,
} from '../jobs/record.ts'
import type { Latch } from '../jobs/watch.ts'

/** A job in memory. */
export interface Entry {
  /** Grows from job to job. */
  readonly place: number
  record: JobRecord
  readonly landed: Checkpoint[]
  readonly indices: Set<number>
  bytes: number
  readonly latches: Set<Latch>
  readonly end: AbortController
}

export interface ShelfOptions {
  clock: Clock
  keepMs: number
  /** Of all parts of all jobs together; past it the oldest results go before their time. */
  mostBytes: number
}

/** Ids of jobs that are gone; beyond so many the oldest are forgotten before their hour. */
const mostGone = 10_000

/** The jobs of one process. */
export class Shelf {
  readonly #options: ShelfOptions
  readonly #entries = new Map<string, Entry>()
  readonly #gone = new Map<string, number>()
  readonly #keys = new Map<string, Entry>()
  #places = 0
  #bytes = 0
  #cancelSweep: () => void = () => {}

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  add(order: Order): Entry {
    const entry: Entry = {
      place: this.#places++,
      record: recordOf(order, this.#options.clock.now()),
      landed: [],
      indices: new Set(),
      bytes: 0,
      latches: new Set(),
      end: new AbortController(),
    }
    this.#entries.set(order.id, entry)
    if (order.idempotency !== null) this.#keys.set(keyOf(order), entry)
    return entry
  }

  get(id: string): Entry | undefined {
    this.#sweep()
    return this.#entries.get(id)
  }

  /** What is known of a job that is not there any more. */
  absent(id: string): 'gone' | null {
    return this.#gone.has(id) ? 'gone' : null
  }

  /** The job of this owner that was submitted under this key and is kept. */
  repeated(order: Order): JobRecord | undefined {
    this.#sweep()
    return order.idempotency === null ? undefined : this.#keys.get(keyOf(order))?.record
  }

  update(entry: Entry, record: JobRecord): void {
    entry.record = record
    for (const latch of entry.latches) latch.wake()
    if (hasEnded(record)) this.#sweepLater()
  }

  /** Keeps what has landed, unless the job has ended or the item has landed before. Throws when there is no room. */
  land(entry: Entry, checkpoint: Checkpoint): void {
    if (hasEnded(entry.record) || entry.indices.has(checkpoint.index)) return
    const { mostBytes } = this.#options
    const size = JSON.stringify(checkpoint).length
    for (const old of this.#entries.values()) {
      if (this.#bytes + size <= mostBytes) break
      if (hasEnded(old.record)) this.#drop(old)
    }
    if (this.#bytes + size > mostBytes) {
      throw new AppError('overloaded', `the parts of all jobs together are more than ${mostBytes} bytes`)
    }
    this.#bytes += size
    entry.bytes += size
    entry.indices.add(checkpoint.index)
    entry.landed.push(checkpoint)
    this.update(entry, { ...entry.record, done: entry.landed.length })
  }

  list({ owner, state, limit, cursor }: JobSearch): JobPage {
    this.#sweep()
    const before = cursor === undefined ? Infinity : placeOf(cursor)
    const matching = [...this.#entries.values()]
      .filter(({ place, record }) => place < before && record.owner === owner)
      .filter(({ record }) => state === undefined || record.state === state)
      .reverse()
    const page = matching.slice(0, limit)
    const last = page.at(-1)
    return {
      jobs: page.map(({ record }) => record),
      nextCursor: last && matching.length > limit ? cursorOf(last.place) : null,
    }
  }

  counts(): Record<JobState, number> {
    this.#sweep()
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
    for (const { record } of this.#entries.values()) counts[record.state]++
    return counts
  }

  /** Leaves no timer behind. */
  close(): void {
    this.#cancelSweep()
  }

  #drop(entry: Entry): void {
    const { id } = entry.record
    this.#entries.delete(id)
    if (this.#keys.get(keyOf(entry.record)) === entry) this.#keys.delete(keyOf(entry.record))
    this.#bytes -= entry.bytes
    this.#gone.set(id, this.#options.clock.now() + goneMs)
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= mostGone) break
      this.#gone.delete(oldest)
    }
    for (const latch of entry.latches) latch.wake()
  }

  /** Lets go of what has had its time. Ended jobs and tombstones are few enough to be looked at. */
  #sweep(): void {
    const now = this.#options.clock.now()
    for (const entry of this.#entries.values()) {
      if (entry.record.expiresAt !== null && now >= entry.record.expiresAt) this.#drop(entry)
    }
    for (const [id, until] of this.#gone) {
      if (now < until) break
      this.#gone.delete(id)
    }
  }

  // So that an idle process gives the memory back, and a watcher is told.
  #sweepLater(): void {
    const { clock, keepMs } = this.#options
    this.#cancelSweep()
    this.#cancelSweep = clock.after(keepMs, () => {
      this.#sweep()
      if ([...this.#entries.values()].some(({ record }) => hasEnded(record))) this.#sweepLater()
    })
  }
}

const keyOf = ({ owner, idempotency }: Pick<JobRecord, 'owner' | 'idempotency'>): string =>
  JSON.stringify([owner, idempotency])
