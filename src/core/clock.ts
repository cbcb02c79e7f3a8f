// The only file that reads time or chance. Everything else is given a Clock, so that tests own both.

export interface Clock {
  /** Wall time, milliseconds since 1970. */
  now(): number
  /** Monotonic time in milliseconds, for durations and deadlines. */
  elapsed(): number
  /** Runs once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Uniform in [0, 1). */
  random(): number
}

/** Makes `wait` from `after`: one timer, one listener, both gone when it settles. */
export function waitWith(after: Clock['after']): Clock['wait'] {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const leave = (): void => {
        cancel()
        reject(signal.reason)
      }
      const cancel = after(ms, () => {
        signal.removeEventListener('abort', leave)
        resolve()
      })
      signal.addEventListener('abort', leave, { once: true })
    })
}

const after: Clock['after'] = (ms, run) => {
  const timer = setTimeout(run, Math.max(0, ms))
  return () => clearTimeout(timer)
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after,
  wait: waitWith(after),
  random: () => Math.random(),
}
