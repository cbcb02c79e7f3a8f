// A clock for tests: time advances only when the test says so, and random numbers come from a seed.
import { type Clock, waitWith } from '../../src/core/clock.ts'

interface Timer {
  due: number
  order: number
  run: () => void
}

export interface VirtualClock extends Clock {
  /** Advances the time and runs each due timer at its own instant and in order, with everything that follows from it. */
  advance(ms: number): Promise<void>
  /** Runs everything that needs no time. */
  settle(): Promise<void>
  /** Number of pending timers: 0 when all have been cleaned up. */
  readonly timers: number
  /** When the next of them is due, as `elapsed()`; undefined when none is set. */
  readonly nextDue: number | undefined
}

export interface VirtualClockOptions {
  seed?: number
  /** Wall time at the start, epoch ms. */
  startsAt?: number
}

/** Makes a clock at `elapsed() === 0`. */
export function createVirtualClock({
  seed = 1,
  startsAt = Date.UTC(2026, 10, 20, 12),
}: VirtualClockOptions = {}): VirtualClock {
  const timers: Timer[] = []
  let elapsed = 0
  let order = 0

  const after: Clock['after'] = (ms, run) => {
    const timer = { due: elapsed + Math.max(0, ms), order: order++, run }
    let at = timers.length
    while (at > 0 && (timers[at - 1]?.due ?? 0) > timer.due) at--
    timers.splice(at, 0, timer)
    return () => {
      const found = timers.indexOf(timer)
      if (found >= 0) timers.splice(found, 1)
    }
  }

  // The turn of the event loop after this one begins when no promise has anything left to do.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  return {
    now: () => startsAt + elapsed,
    elapsed: () => elapsed,
    after,
    wait: waitWith(after),
    random: createRandom(seed),
    settle,
    async advance(ms) {
      const target = elapsed + ms
      await settle()
      for (let next = timers[0]; next && next.due <= target; next = timers[0]) {
        timers.shift()
        elapsed = Math.max(elapsed, next.due)
        next.run()
        await settle()
      }
      elapsed = target
    },
    get timers() {
      return timers.length
    },
    get nextDue() {
      return timers[0]?.due
    },
  }
}

/** Uniform numbers in [0, 1), the same ones for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
