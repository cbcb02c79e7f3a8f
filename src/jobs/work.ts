// Between a queue and what runs its jobs: the queue says which job and keeps what lands, the work says what became of it.
import type { ErrorCode } from '../core/errors.ts'
import type { Checkpoint, JobFailure, JobRecord } from './record.ts'

/** A job that is this process's to run, for now. */
export interface Task {
  /** As it was when the run began. */
  readonly job: JobRecord
  /** What has landed before this run: the item's index, and why it failed, if it did. */
  readonly landed: readonly { index: number; code: ErrorCode | null }[]
  /** Aborts when the job is cancelled, or is no longer this process's to run. */
  readonly signal: AbortSignal
  /** A run of which only a slice is wanted: at most so many items, none begun after so many ms. */
  readonly slice?: { readonly items: number; readonly ms: number }
  /**
   * Keeps what has landed; an item counts as done once this has resolved. The first checkpoint of an item counts, a further
   * one is dropped. Rejects when it could not be kept: the run must end with that error.
   */
  checkpoint(checkpoint: Checkpoint): Promise<void>
}

/** What a run came to. */
export type Outcome =
  /** Every item has a checkpoint, and one of them at least has a piece. */
  | { state: 'done' }
  /** Every part failed, or the job cannot be run at all. */
  | { state: 'failed'; error: JobFailure }
  /** The slice is over and there is more to do; worth going on with after so many ms. */
  | { state: 'more'; waitMs: number }

/**
 * Runs a job, or a slice of it: asks for every item that has no checkpoint yet. Rejects with the signal's reason when the
 * signal aborts, and with the error of a checkpoint that could not be kept; never for a part's failure.
 */
export type Work = (task: Task) => Promise<Outcome>
