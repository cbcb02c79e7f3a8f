import { type Cancellation, signalOf } from '../core/abort.ts'
import { withPatience } from '../core/patience.ts'
import type { DecodeTask, Runtime } from '../runtime/runtime.ts'

/** Maximum time in ms for one decode on a thread, queueing included. */
const maxMs = 5_000

/**
 * Decodes inline or on a thread, as the runtime decides. Fails with `overloaded` when a thread does not answer in time:
 * otherwise its callers, and the flight's key, would be blocked forever.
 */
export function decodeWithin(
  { clock, decode }: Pick<Runtime, 'clock' | 'decode'>,
  task: DecodeTask,
  signal: AbortSignal | Cancellation,
): Promise<unknown> {
  if (task.body.length <= task.offloadAbove) return decode(task, signalOf(signal))
  return withPatience(clock, maxMs, (own) => decode(task, own), signal)
}
