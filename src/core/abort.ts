import { waitFor } from './wait.ts'

/** An AbortController that also ends when one of the signals it follows ends. */
export interface Follower {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** Stops following. Must be called when the work is over, or the listeners stay on a long-lived signal. */
  release(): void
}

/**
 * Follows several signals by hand: `AbortSignal.any` keeps its dependants alive as long as the source, which on a
 * process-wide signal is for ever.
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

/** Settles with `work`, or rejects with the signal's reason as soon as it aborts; the work itself goes on. */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody hears its failure then, and that is not a bug.
  if (signal.aborted) work.catch(() => {})
  return waitFor({ signal }, ({ resolve, reject }) => void work.then(resolve, reject))
}

/** A signal that never aborts, for work that nobody can cancel. */
export const neverAborted: AbortSignal = new AbortController().signal

/** Why a request's signal ended, when the caller hung up rather than ran out of time. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
  constructor() {
    super('the client went away')
  }
}
