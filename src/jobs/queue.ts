// What every job engine implements; test/jobs/queue-contract.ts tests all engines against it. Each method rejects with the
// signal's reason when the signal aborts, and with `unavailable` when the storage of the engine does not answer in time.
import type { Checkpoint, JobRecord, JobState, NewJob } from './record.ts'
import type { JobRunner } from './runner.ts'

/** Limits of a queue. */
export interface QueueLimits {
  /** How long a result is kept after its job has ended, in ms; the job is then `gone` for `goneMs`. */
  keepMs: number
  /** Maximum of waiting jobs; one more is refused with `overloaded`. */
  pending: number
  /** Maximum of unfinished jobs of one owner; one more is refused with `rate_limited`. Does not apply to jobs without owner. */
  perOwner: number
  /** Jobs that one process runs at once. */
  atOnce: number
}

export interface Submitted {
  job: JobRecord
  /** False when this is a repeat of an earlier submission with the same idempotency key and body. */
  isNew: boolean
}

export interface JobPage {
  /** Newest first. */
  jobs: JobRecord[]
  /** Cursor of the next page; null on the last one. */
  nextCursor: string | null
}

export interface JobSearch {
  /** Null selects the jobs without owner. */
  owner: string | null
  state?: JobState | undefined
  limit: number
  cursor?: string | undefined
}

/** A change of a watched job. */
export interface JobChange {
  job: JobRecord
  /** Checkpoints added since the previous change, in the order in which they were added. */
  landed: readonly Checkpoint[]
}

/** What happened to the jobs of this process when it stopped. */
export interface Stopped {
  /** Jobs that ended within the grace period. */
  finished: number
  /** Jobs that were aborted or had not started. A durable queue resumes them later, or on another instance. */
  interrupted: number
}

/** Accepts jobs, stores them, and runs them where it is started. */
export interface JobQueue {
  /** Whether jobs survive the end of the process that accepted them. */
  readonly isDurable: boolean
  /**
   * Accepts a job. A repeat (same owner, idempotency key and body) returns the existing job in whatever state, until its result
   * expires; the same key with another body is a `conflict`.
   */
  submit(newJob: NewJob, signal: AbortSignal): Promise<Submitted>
  /** The job; 'gone' within an hour after its result has expired; null for an unknown id. */
  find(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null>
  /** At most `max` checkpoints of a job after the first `after`, in the order in which they were added. */
  checkpoints(id: string, from: { after: number; max: number }, signal: AbortSignal): Promise<Checkpoint[]>
  /** Lists jobs, newest first. A malformed cursor is an `invalid_request`. */
  list(search: JobSearch, signal: AbortSignal): Promise<JobPage>
  /**
   * Ends a job as `cancelled` and aborts its parts on every instance; later checkpoints are dropped. Does not change a job that
   * has ended. Returns the job in its new state.
   */
  cancel(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null>
  /**
   * Yields the checkpoints after the first `after`, then every change: each checkpoint once and in order, and each new state.
   * Ends when the job has ended, or when there is no such job. Holds at most one change in memory, however slow the reader.
   */
  watch(id: string, after: number, signal: AbortSignal): AsyncIterable<JobChange>
  /** Starts to run jobs in this process. Called at most once. */
  start(runner: JobRunner): void
  /**
   * Refuses new jobs with `draining`, waits up to `graceMs` for the unfinished ones, then aborts them. A durable queue does not
   * start waiting jobs meanwhile: they are left to the next process.
   */
  stop(graceMs: number): Promise<Stopped>
  /** The number of kept jobs in each state. */
  counts(signal: AbortSignal): Promise<Record<JobState, number>>
}
