import type { Server } from 'node:http'
import type { Clock } from '../../core/clock.ts'

export interface DrainOptions {
  server: Server
  clock: Pick<Clock, 'after'>
  /** Goes on accepting for so long after the first call, in ms, so that a balancer can see that it should not. */
  noticeMs?: number
  /** Requests in flight may take so long to finish, in ms. */
  graceMs: number
  /** Aborted requests may take so long to say so, in ms. Default 500. */
  lastMs?: number
  /** Ends open streams, which would never end by themselves. */
  endStreams?: () => void
  /** Gives up on requests that are still in flight. */
  abort: () => void
}

export interface Drained {
  /** True when connections had to be cut. */
  forced: boolean
}

const sweepMs = 50

/**
 * Makes the function that takes a server down: it stops accepting, lets what is in flight finish within the grace, then
 * aborts it, then cuts the connections. A second call skips the waiting; all calls resolve together.
 */
export function createDrain(options: DrainOptions): () => Promise<Drained> {
  const { server, clock, noticeMs = 0, graceMs, lastMs = 500, endStreams, abort } = options
  const { promise, resolve } = Promise.withResolvers<Drained>()
  let calls = 0
  let forced = false
  let cancelStep = (): void => {}
  let cancelSweep = (): void => {}

  const step = (ms: number, run: () => void): void => {
    cancelStep()
    cancelStep = clock.after(ms, run)
  }
  const cut = (): void => {
    cancelStep()
    forced = true
    abort()
    server.closeAllConnections()
  }
  // `close` ends the connections that are idle at that moment, and not those that fall idle afterwards.
  const sweep = (): void => {
    server.closeIdleConnections()
    cancelSweep = clock.after(sweepMs, sweep)
  }
  const close = (): void => {
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false
    })
    endStreams?.()
    server.close(() => {
      cancelStep()
      cancelSweep()
      resolve({ forced })
    })
    sweep()
    step(graceMs, () => {
      abort()
      step(lastMs, cut)
    })
  }

  return () => {
    calls++
    if (calls === 1 && noticeMs > 0) step(noticeMs, close)
    else if (calls === 1) close()
    else if (!forced) {
      if (server.listening) close()
      cut()
    }
    return promise
  }
}
