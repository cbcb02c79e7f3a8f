import type { Clock } from '../core/clock.ts'
import { afterAwake } from '../core/patience.ts'

/** A server of any platform that can be shut down. */
export interface Stoppable {
  /** Stops accepting connections; resolves when requests in flight have been answered. */
  stop(): Promise<unknown>
  /** Closes every connection. */
  cut(): void
}

export interface DrainOptions {
  server: Stoppable
  clock: Pick<Clock, 'after' | 'elapsed'>
  /** Time for requests in flight to finish, in ms. */
  graceMs: number
  /** Aborts requests in flight: they are answered with `draining`. */
  abort: () => void
}

export interface Drain {
  /** Resolves when the server is closed; `forced` if connections had to be cut. */
  done: Promise<{ forced: boolean }>
  /** Ends the grace period. Waiting requests are still answered before their connections are cut. */
  hurry(): void
}

/** Time for aborted requests to be answered, in ms. */
export const lastMs = 500

/** Shuts a server down: requests in flight may finish within the grace period, then they are aborted, then connections are cut. */
export function drain({ server, clock, graceMs, abort }: DrainOptions): Drain {
  let forced = false
  let isDown = false
  const cut = (): void => {
    forced = true
    server.cut()
  }
  const giveUp = (): void => {
    abort()
    // A stalled process must not cut what it has had no time to send.
    cancel = afterAwake(clock, lastMs, cut)
  }
  let cancel = clock.after(graceMs, giveUp)
  return {
    done: server.stop().then(() => {
      isDown = true
      cancel()
      return { forced }
    }),
    hurry() {
      if (isDown) return
      cancel()
      giveUp()
    },
  }
}
