// The interface between a queue and the runner: the queue picks the next part and stores its checkpoint, the runner loads it.
import type { Checkpoint, JobRecord } from './record.ts'

/** One part of a job that this process is to load. */
export interface PartTask {
  readonly job: JobRecord
  /** Index of the item in `job.items`. */
  readonly index: number
  /** How often it has found no capacity. */
  readonly refusals: number
  /** Aborts when the job is cancelled, or the process stops. */
  readonly signal: AbortSignal
}

/** The checkpoint of a completed part, or how long to wait for capacity, in ms. */
export type PartOutcome = { checkpoint: Checkpoint } | { retryMs: number }

/**
 * Loads one part. A part that fails resolves with a failed checkpoint; rejects only with the signal's reason, or because of a
 * bug.
 */
export type AskPart = (task: PartTask) => Promise<PartOutcome>

/** Loads the parts of the jobs of this process. */
export interface JobRunner {
  /** Parts of one job that are loaded at once. */
  readonly concurrency: number
  /** Opens a scope in which parts are loaded: one per process, on Workers one per alarm. */
  open(): AskPart
}
