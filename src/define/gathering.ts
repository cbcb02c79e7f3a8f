import type { Source } from '../pipeline/source.ts'
import type { Compute } from '../pipeline/task.ts'

/** What an answer is gathered with. */
export interface Gathering {
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
