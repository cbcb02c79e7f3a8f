import type { Source } from '../pipeline/source.ts'
import type { Compute } from '../pipeline/task.ts'

/** Requests the parts of an answer or of a job. */
export interface Collector {
  /** Time of the answer, epoch ms; `expired` is relative to it. */
  readonly now: number
  /**
   * Requests one part from a source. Returns the data that the part adds, or null when it failed; the failure is in the
   * answer's parts. Never rejects for an upstream's fault. The part includes its presentation: it finishes after it, and fails
   * with it. With a `form`, the piece of a value in memory is presented once: see `PartOf`.
   */
  ask<In, Out, Settings, Piece>(
    source: Source<In, Out, Settings>,
    input: In,
    present: (value: Out) => Piece | Promise<Piece>,
    form?: string,
  ): Promise<Piece | null>
  compute: Compute
  /** The settings of a source. */
  settings<In, Out, Settings>(source: Source<In, Out, Settings>): Settings
}

/** The collector of an answer, which can require a part. */
export interface AnswerCollector extends Collector {
  /**
   * Requests a required part: when it fails, the answer fails with that part's status, and the problem lists all parts so far.
   * `gather` need not catch it.
   */
  require<In, Out, Settings, Piece>(
    source: Source<In, Out, Settings>,
    input: In,
    present: (value: Out) => Piece | Promise<Piece>,
  ): Promise<Piece>
}

/** Reads the parts of an answer that are fresh in memory, without waiting. */
export interface MemoryCollector extends Pick<Collector, 'now' | 'settings'> {
  /** The data that the part adds; null when the part is not in memory, or its presentation takes time. */
  recall<In, Out, Settings, Piece>(
    source: Source<In, Out, Settings>,
    input: In,
    present: (value: Out) => Piece | Promise<Piece>,
    form?: string,
  ): Piece | null
}

/** Ends an answer when a required part has failed. */
export class RequiredPartFailed extends Error {
  override readonly name = 'RequiredPartFailed'
  readonly source: string
  /** Of the part. */
  readonly key: string
  constructor(source: string, key: string) {
    super(`the required part ${source} ${key} failed`)
    this.source = source
    this.key = key
  }
}
