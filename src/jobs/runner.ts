// The interface between a queue and the pipeline: the queue chooses the next part and stores its outcome, the runner requests it.
import type { Checkpoint, JobRecord } from './record.ts'

/** One part of a job that this process is to request. */
export interface PartTask {
  readonly job: JobRecord
  /** Index into `job.items`. */
  readonly index: number
  /** How often it has been refused because capacity was exhausted. */
  readonly refusals: number
  /** Aborts when the job is cancelled or the process stops. */
  readonly signal: AbortSignal
}

/** A completed part, or the time in ms after which to retry because there was no capacity. */
export type PartOutcome = { checkpoint: Checkpoint } | { retryMs: number }

/** Requests one part. Rejects only with the signal's reason or for a bug; a failed part is a checkpoint. */
export type AskPart = (task: PartTask) => Promise<PartOutcome>

export interface JobRunner {
  /** Maximum number of parts of one job that are requested at once. */
  readonly concurrency: number
  /** Opens a scope for requests: one per process, one per alarm on Workers. */
  open(): AskPart
}
