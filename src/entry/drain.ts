import type { Clock } from '../core/clock.ts'

/** A server that can be taken down, whichever platform it is of. */
export interface Stoppable {
  /** Accepts nothing more; resolves when what is in flight has been answered. */
  stop(): Promise<unknown>
  /** Ends every connection. */
  cut(): void
}

export interface DrainOptions {
  server: Stoppable
  clock: Pick<Clock, 'after'>
  /** Time for requests in flight to finish, in ms. */
  graceMs: number
  /** Gives up on requests that are still in flight: they are answered with `draining`. */
  abort: () => void
}

export interface Drain {
  /** Resolves when the server is down; `forced` when connections had to be cut. */
  done: Promise<{ forced: boolean }>
  /** Ends the grace. Those that wait are still told so before their connections are cut. */
  hurry(): void
}

/** Time for aborted requests to be answered, in ms. */
export const lastMs = 500

/** Takes a server down: lets what is in flight finish within the grace, then aborts it, then cuts the connections. */
export function drain({ server, clock, graceMs, abort }: DrainOptions): Drain {
  let forced = false
  let isDown = false
  const cut = (): void => {
    forced = true
    server.cut()
  }
  const giveUp = (): void => {
    abort()
    cancel = clock.after(lastMs, cut)
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
