export interface ManualClock {
  now(): number
  after(ms: number, run: () => void): () => void
  /** Timers that are neither due nor cancelled, by their length. */
  waiting(): number[]
  /** Runs every timer that is waiting; those they start are left for the next call. */
  fire(): void
}

/** A clock that stands still and whose timers the test fires. */
export function manualClock(at = Date.UTC(2026, 10, 20, 20, 3)): ManualClock {
  const timers = new Map<symbol, { ms: number; run: () => void }>()
  const after = (ms: number, run: () => void): (() => void) => {
    const key = Symbol(ms)
    timers.set(key, { ms, run })
    return () => timers.delete(key)
  }
  return {
    now: () => at,
    after,
    waiting: () => [...timers.values()].map(({ ms }) => ms),
    fire: () => {
      const due = [...timers.values()]
      timers.clear()
      for (const { run } of due) run()
    },
  }
}

/** Lets everything that needs no timer come to rest. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}
