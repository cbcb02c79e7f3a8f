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

export interface WaitOptions {
  /** Its abort reason rejects the wait. */
  signal: AbortSignal
  /** At the deadline the wait rejects with the error of `late`. The deadline is read again then, because it may have moved. */
  until?: { timers: Timers; deadline: () => number; late: () => unknown }
}

/**
 * Waits until `begin` settles it, the signal aborts, or the deadline passes. The function that `begin` returns runs once,
 * however the wait ends; the listener and the timer are removed then. Rejects when `begin` throws.
 */
export function waitFor<T>(
  { signal, until }: WaitOptions,
  begin: (settle: Settle<T>) => (() => void) | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    let isOver = false
    let cancel: (() => void) | undefined
    let cleanUp: (() => void) | undefined
    const isFirst = (): boolean => {
      if (isOver) return false
      isOver = true
      signal.removeEventListener('abort', leave)
      cancel?.()
      cleanUp?.()
      return true
    }
    const leave = (): void => {
      if (isFirst()) reject(signal.reason)
    }
    const watch = (): void => {
      if (!until) return
      const leftMs = until.deadline() - until.timers.elapsed()
      if (leftMs > 0) cancel = until.timers.after(leftMs, watch)
      else if (isFirst()) reject(until.late())
    }
    signal.addEventListener('abort', leave, { once: true })
    watch()
    if (isOver) return
    const settle: Settle<T> = {
      resolve(value) {
        if (isFirst()) resolve(value)
      },
      reject(reason) {
        if (isFirst()) reject(reason)
      },
    }
    try {
      cleanUp = begin(settle)
    } catch (error) {
      settle.reject(error)
    }
    // `begin` may have settled it synchronously.
    if (isOver) cleanUp?.()
  })
}
