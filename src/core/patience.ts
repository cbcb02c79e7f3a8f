import { follow, orAbort } from './abort.ts'
import type { Clock } from './clock.ts'

/** A timer that is this late fires because the process stood still: what has come meanwhile has not been read yet. */
const stallMs = 15
const mostExtensions = 4

/**
 * Runs once after `ms`, and a few times later still when the process itself stood still: whoever is waited for is not to
 * blame for that. The returned function cancels it.
 */
export function afterAwake(
  clock: Pick<Clock, 'after' | 'elapsed'>,
  ms: number,
  run: () => void,
  extensions = mostExtensions,
): () => void {
  const due = clock.elapsed() + ms
  let cancel = clock.after(ms, () => {
    if (extensions === 0 || clock.elapsed() - due < stallMs) run()
    else cancel = afterAwake(clock, ms, run, extensions - 1)
  })
  return () => cancel()
}

/** Settles with the work, or rejects after `ms` or when one of the signals aborts; the work's own signal aborts then. */
export async function withPatience<T>(
  clock: Pick<Clock, 'after' | 'elapsed'>,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  ...signals: readonly AbortSignal[]
): Promise<T> {
  const patience = follow(...signals)
  const cancel = afterAwake(clock, ms, () => patience.abort(new Error(`no answer within ${ms} ms`)))
  try {
    return await orAbort(work(patience.signal), patience.signal)
  } finally {
    cancel()
    patience.release()
  }
}

/** Waits until the work is over, however it ends, but no longer than so many ms. */
export async function atMost(clock: Pick<Clock, 'after'>, ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = clock.after(ms, resolve)
  await Promise.race([work.catch(() => {}), promise])
  cancel()
}
