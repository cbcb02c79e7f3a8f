/** Is notified of an abort; an object and not a function, so that a wait can be its own listener. */
export interface AbortListener {
  handleEvent(): void
}

/** What a wait needs of a signal. An AbortSignal is one, a Cancellation is another. */
export interface Abortable {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: AbortListener): void
  removeEventListener(type: 'abort', listener: AbortListener): void
}

/** The part of a clock that a wait needs. */
export interface Timers {
  /** Monotonic time in milliseconds, for durations and deadlines. */
  elapsed(): number
  /** Runs once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Settles a wait; only the first call has an effect. */
export interface Settle<T> {
  resolve(value: T): void
  reject(reason: unknown): void
}

/** The end of a wait's time. */
export interface Until {
  /** Read again when the timer fires, because it may have moved. */
  deadline(): number
  /** The error at the deadline. */
  late(): unknown
}

export interface WaitOptions {
  /** Its abort reason rejects the wait. */
  signal: Abortable
  /** At the deadline the wait rejects. */
  until?: (Until & { timers: Timers }) | undefined
}

/**
 * Waits until `begin` settles it, the signal aborts, or the deadline passes. The function that `begin` returns runs once,
 * however the wait ends; the listener and the timer are removed then. Rejects when `begin` throws.
 */
export function waitFor<T>(
  options: WaitOptions,
  begin: (settle: Settle<T>) => (() => void) | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) reject(options.signal.reason)
    else new Wait(options, resolve, reject).start(begin)
  })
}

/** One object and not a closure for each of its functions: every part waits twice. */
class Wait<T> implements Settle<T>, AbortListener {
  readonly #options: WaitOptions
  readonly #resolve: (value: T) => void
  readonly #reject: (reason: unknown) => void
  #isOver = false
  #cancel: (() => void) | undefined
  #cleanUp: (() => void) | undefined

  constructor(options: WaitOptions, resolve: (value: T) => void, reject: (reason: unknown) => void) {
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
  }

  start(begin: (settle: Settle<T>) => (() => void) | undefined): void {
    this.#options.signal.addEventListener('abort', this)
    this.#watch()
    if (this.#isOver) return
    try {
      this.#cleanUp = begin(this)
    } catch (error) {
      this.reject(error)
    }
    // `begin` may have settled it synchronously.
    if (this.#isOver) this.#cleanUp?.()
  }

  resolve(value: T): void {
    if (this.#end()) this.#resolve(value)
  }

  reject(reason: unknown): void {
    if (this.#end()) this.#reject(reason)
  }

  handleEvent(): void {
    this.reject(this.#options.signal.reason)
  }

  #watch(): void {
    const { until } = this.#options
    if (!until) return
    const leftMs = until.deadline() - until.timers.elapsed()
    if (leftMs > 0) this.#cancel = until.timers.after(leftMs, () => this.#watch())
    else this.reject(until.late())
  }

  /** False when it has ended before. */
  #end(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#options.signal.removeEventListener('abort', this)
    this.#cancel?.()
    this.#cleanUp?.()
    return true
  }
}
