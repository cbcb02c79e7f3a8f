// What an engine of jobs promises. The routes know this interface alone; test/jobs/queue-contract.ts holds every engine to
// it. Each method ends with the signal's reason when the signal aborts, and throws `unavailable` when the place where the
// jobs are kept cannot be reached in time.
import type { Checkpoint, JobRecord, JobState, NewJob } from './record.ts'
import type { JobRunner } from './runner.ts'

/** Bounds and times of an engine; the same for all of them. */
export interface QueueLimits {
  /** A result is kept for so long after the end of its job, in ms; then `gone` for `goneMs`. */
  keepMs: number
  /** Jobs that may wait for a worker; one more is refused with `overloaded`. */
  pending: number
  /** Jobs of one owner that may wait or run; one more is refused with `rate_limited`. Not counted without owners. */
  perOwner: number
  /** Jobs that one worker runs at once. */
  atOnce: number
}

export interface Submitted {
  job: JobRecord
  /** False when the same owner has submitted the same body under the same Idempotency-Key before. */
  isNew: boolean
}

export interface JobPage {
  /** The newest first. */
  jobs: JobRecord[]
  /** Where the next page begins; null at the end. */
  nextCursor: string | null
}

export interface JobSearch {
  /** Jobs of this owner; with null those without one. */
  owner: string | null
  state?: JobState | undefined
  limit: number
  cursor?: string | undefined
}

/** What has become of a job since it was last told. */
export interface JobChange {
  job: JobRecord
  /** Those that have landed since, in the order in which they did. */
  landed: readonly Checkpoint[]
}

/** What became of the jobs of this process when it stopped. */
export interface Stopped {
  /** Ran to their end within the grace. */
  finished: number
  /** Jobs that were interrupted or never started. A durable queue continues them elsewhere. */
  interrupted: number
}

export interface JobQueue {
  /** Do jobs outlive the process that took them? */
  readonly isDurable: boolean
  /**
   * Takes a job. A repeat (same owner, same Idempotency-Key, same body) is given the job that is there, whatever its state, for
   * as long as its result is kept; another body under that key is a `conflict`.
   */
  submit(order: NewJob, signal: AbortSignal): Promise<Submitted>
  /** The job; 'gone' when its result has expired within the last hour; null when there is or was none. */
  find(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null>
  /** The checkpoints of a stored job after this position in the order of completion, at most `max`. */
  checkpoints(id: string, from: { after: number; max: number }, signal: AbortSignal): Promise<Checkpoint[]>
  /** Jobs whose results are kept. A cursor that was not given out is an `invalid_request`. */
  list(search: JobSearch, signal: AbortSignal): Promise<JobPage>
  /**
   * Ends a job as `cancelled` at once: what lands after it is dropped, and the signal of its run aborts, wherever it runs.
   * One that has ended stays as it is. Gives the job as it then is.
   */
  cancel(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null>
  /**
   * Tells at once what has landed after the first `after` checkpoints, then of every change: each checkpoint once and in the order
   * of landing, each state that a job stays in. Ends after the job has, or when there is no such job. Holds no more than one
   * change in memory, however slow the reader.
   */
  watch(id: string, after: number, signal: AbortSignal): AsyncIterable<JobChange>
  /** From now on this process runs jobs as well. Called at most once. */
  start(work: JobRunner): void
  /**
   * Accepts no further jobs (`draining`), lets running ones continue for this time, then aborts them. Where jobs outlive the
   * process none is begun either.
   */
  stop(graceMs: number): Promise<Stopped>
  /** How many there are in each state, of those kept. */
  counts(signal: AbortSignal): Promise<Record<JobState, number>>
}
