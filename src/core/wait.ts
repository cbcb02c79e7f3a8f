/** What a wait needs of a clock. */
export interface Timers {
  /** Monotonic time in milliseconds, for durations and deadlines. */
  elapsed(): number
  /** Runs once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Ends a wait, once; what comes later is ignored. */
export interface Settle<T> {
  resolve(value: T): void
  reject(reason: unknown): void
}

export interface WaitOptions {
  /** Ends the wait with its reason. */
  signal: AbortSignal
  /** Ends the wait with what `late` gives. The deadline is read again when it comes: it may have moved. */
  until?: { timers: Timers; deadline: () => number; late: () => unknown }
}

/**
 * The one way to wait for something that others bring about: until `begin` has it settled, the signal aborts, or the deadline
 * passes. What `begin` returns is run once, however the wait ends; the listener and the timer are gone then, too.
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
    cleanUp = begin({
      resolve(value) {
        if (isFirst()) resolve(value)
      },
      reject(reason) {
        if (isFirst()) reject(reason)
      },
    })
    // It may have been settled at once.
    if (isOver) cleanUp?.()
  })
}
