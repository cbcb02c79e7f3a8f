import { follow, orAbort } from '../core/abort.ts'
import { AppError } from '../core/errors.ts'
import type { DecodeTask, Runtime } from '../runtime/runtime.ts'

/** Longest time in the queue of the threads and on one of them. */
const longestMs = 5_000

/**
 * Decodes where the runtime sees fit. What does not come back from a thread in time is `overloaded`: a thread that never
 * answers would keep whoever waits for it, and with a flight its key, for ever.
 */
export async function decodeWithin(
  runtime: Pick<Runtime, 'clock' | 'decode'>,
  task: DecodeTask,
  signal: AbortSignal,
): Promise<unknown> {
  if (task.body.length <= task.offloadAbove) return runtime.decode(task, signal)
  const patience = follow(signal)
  const cancel = runtime.clock.after(longestMs, () =>
    patience.abort(new AppError('overloaded', `not decoded within ${longestMs} ms`)),
  )
  try {
    return await orAbort(runtime.decode(task, patience.signal), patience.signal)
  } finally {
    cancel()
    patience.release()
  }
}
