import { type Cancellation, follow, orAbort } from './abort.ts'
import type { Clock } from './clock.ts'
import { AppError } from './errors.ts'
import type { Abortable } from './wait.ts'

/** Maximum time in ms of an operation on state that instances share, unless its implementation names another one. */
export const sharedTimeoutMs = 100

/** A timer at least this late, in ms, means that the process was stalled and has not yet read what arrived meanwhile. */
const stallMs = 15
const maxExtensions = 4

/**
 * Runs a function once after `ms`. When the process itself was stalled, the time is extended a few times, because the other side
 * is not to blame. The returned function cancels it.
 */
export function afterAwake(
  clock: Pick<Clock, 'after' | 'elapsed'>,
  ms: number,
  run: () => void,
  extensions = maxExtensions,
): () => void {
  const due = clock.elapsed() + ms
  let cancel = clock.after(ms, () => {
    if (extensions === 0 || clock.elapsed() - due < stallMs) run()
    else cancel = afterAwake(clock, ms, run, extensions - 1)
  })
  return () => cancel()
}

/**
 * Settles with the work, or rejects after `ms` (`overloaded`) or when one of the signals aborts; the work's own signal aborts
 * then.
 */
export async function withPatience<T>(
  clock: Pick<Clock, 'after' | 'elapsed'>,
  ms: number,
  work: (signal: AbortSignal, cancellation: Cancellation) => Promise<T>,
  ...signals: readonly Abortable[]
): Promise<T> {
  const patience = follow(...signals)
  const cancel = afterAwake(clock, ms, () =>
    patience.abort(new AppError('overloaded', `no answer within ${ms} ms`)),
  )
  try {
    return await orAbort(work(patience.signal, patience), patience)
  } finally {
    cancel()
    patience.release()
  }
}

/** Waits until the work has settled, but at most `ms`. */
export async function atMost(clock: Pick<Clock, 'after'>, ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = clock.after(ms, resolve)
  await Promise.race([work.catch(() => {}), promise])
  cancel()
}
