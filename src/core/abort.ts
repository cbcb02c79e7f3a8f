import { type Abortable, type AbortListener, waitFor } from './wait.ts'

/**
 * Ends work, like an AbortController, and is its own signal. Every part needs two of them and three listeners; as AbortSignals
 * they would cost several times as much. The signal of the platform is created when something outside needs it.
 */
export class Cancellation implements Abortable {
  #aborted = false
  #reason: unknown
  #listeners: AbortListener[] | undefined
  #platform: AbortController | undefined
  #followed: readonly Abortable[] = nothing

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  /** The same as a signal of the platform. */
  get signal(): AbortSignal {
    if (!this.#platform) {
      this.#platform = new AbortController()
      if (this.#aborted) this.#platform.abort(this.#reason)
    }
    return this.#platform.signal
  }

  /** Only the first reason counts. */
  abort(reason: unknown): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason
    this.release()
    this.#platform?.abort(reason)
    // One by one, because a listener may remove others.
    for (let next = this.#listeners?.shift(); next; next = this.#listeners?.shift()) next.handleEvent()
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason
  }

  /** Listeners run at most once. */
  addEventListener(_type: 'abort', listener: AbortListener): void {
    if (this.#listeners) this.#listeners.push(listener)
    else this.#listeners = [listener]
  }

  removeEventListener(_type: 'abort', listener: AbortListener): void {
    const at = this.#listeners?.indexOf(listener) ?? -1
    if (at >= 0) this.#listeners?.splice(at, 1)
  }

  /** Number of listeners. */
  get listeners(): number {
    return this.#listeners?.length ?? 0
  }

  /**
   * Also aborts when one of the signals does, until `release`. `AbortSignal.any` keeps its dependants alive as long as the source,
   * which for a process-wide signal is forever.
   */
  follow(...signals: readonly Abortable[]): this {
    const ended = signals.find((signal) => signal.aborted)
    if (ended) this.abort(ended.reason)
    if (this.#aborted) return this
    this.#followed = signals
    for (const signal of signals) signal.addEventListener('abort', this)
    return this
  }

  /** A followed signal has aborted. */
  handleEvent(): void {
    this.abort(this.#followed.find((signal) => signal.aborted)?.reason)
  }

  /** Stops following. Call it when the work is done; otherwise listeners accumulate on a long-lived signal. */
  release(): void {
    for (const signal of this.#followed) signal.removeEventListener('abort', this)
    this.#followed = nothing
  }
}

const nothing: readonly never[] = []

/** Creates a cancellation that also aborts when one of the signals does. */
export const follow = (...signals: readonly Abortable[]): Cancellation =>
  new Cancellation().follow(...signals)

/** Settles with `work`, or rejects with the signal's reason as soon as it aborts; the work itself continues. */
export function orAbort<T>(work: Promise<T>, signal: Abortable): Promise<T> {
  // No caller receives its failure then: it must not count as an unhandled rejection.
  if (signal.aborted) work.catch(() => {})
  return waitFor(
    { signal },
    (settle) =>
      void work.then(
        (value) => settle.resolve(value),
        (error: unknown) => settle.reject(error),
      ),
  )
}

/** The signal of the platform, for a call that needs one. */
export const signalOf = (signal: AbortSignal | Cancellation): AbortSignal =>
  signal instanceof Cancellation ? signal.signal : signal

/** A cancellation that never aborts, for work that cannot be cancelled. */
export const never = new Cancellation()

/** Its signal. */
export const neverAborted: AbortSignal = never.signal

/** Abort reason of a request's signal when the caller disconnected, as opposed to running out of time. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
  constructor() {
    super('the client disconnected')
  }
}
