import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 20

/**
 * Creates a function that returns the minimum delay of the event loop since its previous call, in ms; null without a measurement.
 * The minimum and not the mean, because a loop that is on time now and then is not overloaded.
 */
export function createLoopDelay(): () => number | null {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  return () => {
    if (delays.count === 0) return null
    const minMs = delays.min / 1e6
    delays.reset()
    // The histogram holds the time between two ticks.
    return Math.max(0, minMs - resolutionMs)
  }
}
