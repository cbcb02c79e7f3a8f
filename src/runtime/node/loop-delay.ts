import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 20

/**
 * Makes the function that tells the least delay of the event loop since it was last asked, in ms: null when nothing was
 * measured since. The least and not the mean, because a loop that is on time now and then is not overloaded.
 */
export function createLoopDelay(): () => number | null {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  return () => {
    if (delays.count === 0) return null
    const minMs = delays.min / 1e6
    delays.reset()
    // What is measured is the time between two ticks.
    return Math.max(0, minMs - resolutionMs)
  }
}
