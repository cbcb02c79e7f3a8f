import { follow, orAbort } from '../core/abort.ts'
import { AppError } from '../core/errors.ts'
import type { DecodeTask, Runtime } from '../runtime/runtime.ts'

/** Maximum time in ms for one decode on a thread, queueing included. */
const maxMs = 5_000

/**
 * Decodes inline or on a thread, as the runtime decides. Fails with `overloaded` when a thread does not answer in time:
 * otherwise its callers, and the flight's key, would be blocked forever.
 */
export async function decodeWithin(
  runtime: Pick<Runtime, 'clock' | 'decode'>,
  task: DecodeTask,
  signal: AbortSignal,
): Promise<unknown> {
  if (task.body.length <= task.offloadAbove) return runtime.decode(task, signal)
  const patience = follow(signal)
  const cancel = runtime.clock.after(maxMs, () =>
    patience.abort(new AppError('overloaded', `not decoded within ${maxMs} ms`)),
  )
  try {
    return await orAbort(runtime.decode(task, patience.signal), patience.signal)
  } finally {
    cancel()
    patience.release()
  }
}
