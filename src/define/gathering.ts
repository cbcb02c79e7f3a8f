import type { Source } from '../pipeline/source.ts'
import type { Compute } from '../pipeline/task.ts'

/** What parts are asked for with. */
export interface Asking {
  /** When the answer is made, epoch ms: what `expired` is judged against. */
  readonly now: number
  /**
   * Asks a source for one part. Gives what the part adds to the answer, or null when it failed; the failure is in the
   * answer's parts. Never rejects for the upstream's fault. Where presenting takes time, the part lands after it, and fails
   * when it does.
   */
  ask<In, Out, Settings, Piece>(
    source: Source<In, Out, Settings>,
    input: In,
    present: (value: Out) => Piece | Promise<Piece>,
  ): Promise<Piece | null>
  compute: Compute
  /** The settings of a source. */
  settings<In, Out, Settings>(source: Source<In, Out, Settings>): Settings
}

/** What an answer is gathered with. */
export interface Gathering extends Asking {
  /**
   * Asks for a part without which there is no answer: when it fails, so does the answer, with the status of that part, and
   * with all parts so far in the problem. `gather` need not catch anything.
   */
  require<In, Out, Settings, Piece>(
    source: Source<In, Out, Settings>,
    input: In,
    present: (value: Out) => Piece | Promise<Piece>,
  ): Promise<Piece>
}

/** Ends a gathering of which a required part has failed. */
export class RequiredPartFailed extends Error {
  override readonly name = 'RequiredPartFailed'
  readonly source: string
  /** Of the part. */
  readonly key: string
  constructor(source: string, key: string) {
    super(`the part ${source} ${key} is required, and has failed`)
    this.source = source
    this.key = key
  }
}
