import { waitFor } from './wait.ts'

/** An AbortController that also aborts when one of the signals it follows aborts. */
export interface Follower {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** Stops following. Call it when the work is done; otherwise listeners accumulate on a long-lived signal. */
  release(): void
}

/**
 * Follows several signals. `AbortSignal.any` keeps its dependants alive as long as the source, which for a process-wide signal
 * is forever.
 */
export function follow(...signals: readonly AbortSignal[]): Follower {
  const controller = new AbortController()
  const leave = (event: Event): void => abort((event.target as AbortSignal).reason)
  const release = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', leave)
  }
  const abort = (reason: unknown): void => {
    release()
    controller.abort(reason)
  }
  const ended = signals.find((signal) => signal.aborted)
  if (ended) controller.abort(ended.reason)
  else for (const signal of signals) signal.addEventListener('abort', leave, { once: true })
  return { signal: controller.signal, abort, release }
}

/** Settles with `work`, or rejects with the signal's reason as soon as it aborts; the work itself continues. */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // No caller receives its failure then: it must not count as an unhandled rejection.
  if (signal.aborted) work.catch(() => {})
  return waitFor({ signal }, ({ resolve, reject }) => void work.then(resolve, reject))
}

/** A signal that never aborts, for work that cannot be cancelled. */
export const neverAborted: AbortSignal = new AbortController().signal

/** Abort reason of a request's signal when the caller disconnected, as opposed to running out of time. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
  constructor() {
    super('the client disconnected')
  }
}
