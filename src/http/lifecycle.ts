import { AppError } from '../core/errors.ts'

/** Counts of requests by outcome: accepted = answered + refused + gone + inFlight. */
export interface Tally {
  accepted: number
  answered: number
  refused: number
  gone: number
  inFlight: number
}

/** Whether the service accepts requests, and the tally of those it accepted. */
export interface Lifecycle {
  /** Aborts when requests in flight are given up. */
  readonly shutdown: AbortSignal
  readonly isDraining: boolean
  /** Aborts when draining begins, to end streams that have no end of their own. */
  readonly draining: AbortSignal
  /** Makes the service not ready; new requests are refused. */
  drain(): void
  /** Gives up the requests in flight. */
  abort(): void
  enter(): void
  leave(outcome: 'answered' | 'refused' | 'gone'): void
  tally(): Tally
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

export function createLifecycle(): Lifecycle {
  const end = new AbortController()
  const counts = { accepted: 0, answered: 0, refused: 0, gone: 0 }
  const drained = new AbortController()
  let waiting: (() => void)[] = []
  const inFlight = (): number => counts.accepted - counts.answered - counts.refused - counts.gone
  return {
    shutdown: end.signal,
    draining: drained.signal,
    get isDraining() {
      return drained.signal.aborted
    },
    drain() {
      drained.abort(new AppError('draining', 'the instance is shutting down'))
    },
    abort() {
      end.abort(new AppError('draining', 'the instance is shutting down'))
    },
    enter() {
      counts.accepted++
    },
    leave(outcome) {
      counts[outcome]++
      if (waiting.length === 0 || inFlight() > 0) return
      for (const tell of waiting) tell()
      waiting = []
    },
    tally: () => ({ ...counts, inFlight: inFlight() }),
    async idle() {
      if (inFlight() > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
