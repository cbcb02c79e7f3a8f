// Between a queue and what runs its jobs: the queue says which part is asked for next and keeps what lands, the work asks.
import type { Checkpoint, JobRecord } from './record.ts'

/** One part of a job that is this process's to ask for. */
export interface PartTask {
  readonly job: JobRecord
  /** Of the item, in `job.items`. */
  readonly index: number
  /** How often it has been refused because capacity was exhausted. */
  readonly refusals: number
  /** Aborts when the job is cancelled, or the process stops. */
  readonly signal: AbortSignal
}

/** What has landed, or in how many ms to ask again because there is no capacity now. */
export type PartOutcome = { checkpoint: Checkpoint } | { retryMs: number }

/** Asks for one part. Rejects with the signal's reason when it aborts, else only for a bug: a part's failure is a checkpoint. */
export type AskPart = (task: PartTask) => Promise<PartOutcome>

export interface JobRunner {
  /** Parts of one job that are asked for at once. */
  readonly concurrency: number
  /** Opens a scope in which parts are asked for: one for a process, one for each alarm on Workers. */
  open(): AskPart
}
