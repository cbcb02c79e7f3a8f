// The contract of a job engine. The routes use nothing else, and test/jobs/queue-contract.ts runs against every engine. Each method
// rejects with the signal's reason when the signal aborts, and with `unavailable` when the store of the jobs cannot be reached in
// time.
import type { Checkpoint, JobRecord, JobState, NewJob } from './record.ts'
import type { JobRunner } from './runner.ts'

/** Limits that every engine enforces. */
export interface QueueLimits {
  /** How long a result is kept after its job has ended, in ms; afterwards it is `gone` for `goneMs`. */
  keepMs: number
  /** Maximum number of jobs waiting for a worker; the next one is refused with `overloaded`. */
  pending: number
  /** Maximum number of jobs of one owner that wait or run; the next one is refused with `rate_limited`. Ignored without owners. */
  perOwner: number
  /** Maximum number of jobs that one worker runs at once. */
  atOnce: number
}

export interface Submitted {
  job: JobRecord
  /** False when the same owner has submitted the same body under the same Idempotency-Key before. */
  isNew: boolean
}

export interface JobPage {
  /** Newest first. */
  jobs: JobRecord[]
  /** Cursor of the next page; null on the last one. */
  nextCursor: string | null
}

export interface JobSearch {
  /** Owner of the jobs to list; null for jobs without an owner. */
  owner: string | null
  state?: JobState | undefined
  limit: number
  cursor?: string | undefined
}

/** A change of a job since the previous one that the watcher received. */
export interface JobChange {
  job: JobRecord
  /** Checkpoints completed since then, in the order of their completion. */
  landed: readonly Checkpoint[]
}

/** Counts of this process's jobs when it stopped. */
export interface Stopped {
  /** Jobs that ended within the grace. */
  finished: number
  /** Jobs that were interrupted or never started. A durable queue continues them elsewhere. */
  interrupted: number
}

export interface JobQueue {
  /** True when jobs outlive the process that accepted them. */
  readonly isDurable: boolean
  /**
   * Accepts a job. A repeat (same owner, Idempotency-Key and body) returns the existing job, whatever its state, for as long as its
   * result is kept. The same key with a different body is a `conflict`.
   */
  submit(newJob: NewJob, signal: AbortSignal): Promise<Submitted>
  /** The job; 'gone' when its result expired within the last hour; null when it does not exist. */
  find(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null>
  /** The checkpoints of a stored job after this position in the order of completion, at most `max`. */
  checkpoints(id: string, from: { after: number; max: number }, signal: AbortSignal): Promise<Checkpoint[]>
  /** Lists jobs whose results are kept. A malformed cursor is an `invalid_request`. */
  list(search: JobSearch, signal: AbortSignal): Promise<JobPage>
  /**
   * Ends a job as `cancelled` at once: parts completed later are dropped, and its requests are aborted in whichever process they run. A
   * job that has ended is not changed. Returns the job afterwards.
   */
  cancel(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null>
  /**
   * Yields what was completed after the first `after` checkpoints at once, then every change: each checkpoint exactly once, in the order
   * of completion, and each lasting state. Ends when the job has ended or does not exist. Buffers at most one change, however slow the
   * reader.
   */
  watch(id: string, after: number, signal: AbortSignal): AsyncIterable<JobChange>
  /** Starts running jobs in this process. Called at most once. */
  start(work: JobRunner): void
  /**
   * Accepts no further jobs (`draining`), lets running ones continue for `graceMs`, then aborts them. A durable queue starts no further
   * parts either.
   */
  stop(graceMs: number): Promise<Stopped>
  /** Number of stored jobs in each state. */
  counts(signal: AbortSignal): Promise<Record<JobState, number>>
}
