import { AppError } from '../core/errors.ts'

/** How many requests there were, and what became of them: accepted = answered + refused + gone + inFlight. */
export interface Tally {
  accepted: number
  answered: number
  refused: number
  gone: number
  inFlight: number
}

/** The service's own state of life: whether it takes requests, and the account of those it took. */
export interface Lifecycle {
  /** Ends when requests in flight are given up. */
  readonly shutdown: AbortSignal
  readonly isDraining: boolean
  /** Ends when draining begins: what lasts for as long as it is wanted ends then. */
  readonly draining: AbortSignal
  /** From now on not ready, and new requests are refused. */
  drain(): void
  /** Gives up on what is still in flight. */
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
