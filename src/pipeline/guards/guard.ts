import { AppError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { Incoming } from '../endpoint.ts'
import type { Retry } from '../retry.ts'

/** How an attempt ended. `abandoned`: it was not made, or we ended it, so it says nothing about the upstream. */
export type Outcome =
  | { readonly is: 'answered'; readonly incoming: Incoming }
  | { readonly is: 'failed'; readonly error: AppError }
  | { readonly is: 'abandoned' }

/** A concern that may refuse a call, make it wait, and learn from how it ended. */
export interface Guard<Ticket = unknown> {
  /** Name of the guard in `refused` events. */
  readonly name: string
  /**
   * Throws to refuse; returns a promise only when the call has to wait. The ticket is passed to the other two methods. `before`
   * is this guard's previous ticket of the call, if that has become invalid.
   */
  enter(ctx: Context, before?: Ticket): Ticket | Promise<Ticket>
  /** Called after each wait of the call. When it returns false, the guard and those after it are left and entered again. */
  isValid?(ticket: Ticket): boolean
  /** Releases what `enter` took: called once, in reverse order, however the call ended. Never throws. */
  leave?(ticket: Ticket, outcome: Outcome, ctx: Context): void
}

const abandoned: Outcome = { is: 'abandoned' }

/** What stands between a provider and its callers. */
export interface Guarded {
  readonly source: string
  readonly provider: string
  /** In the order in which a call passes them. */
  readonly guards: readonly Guard[]
  /** Decides which failed attempts are repeated; without it none is. */
  readonly retry?: Retry
}

/** Passes a call through the guards and makes the attempt; each retry passes all of them again. */
export async function pass(
  { source, provider, guards, retry }: Guarded,
  attempt: () => Promise<Incoming>,
  ctx: Context,
): Promise<Incoming> {
  retry?.earn()
  for (let made = 1; ; made++) {
    const tickets: unknown[] = []
    let outcome = abandoned
    let failure: unknown
    try {
      ctx.cancellation.throwIfAborted()
      let before: unknown
      while (tickets.length < guards.length) {
        const entered = guards[tickets.length]?.enter(ctx, before)
        before = undefined
        if (!(entered instanceof Promise)) {
          tickets.push(entered)
          continue
        }
        tickets.push(await entered)
        ctx.cancellation.throwIfAborted()
        const invalid = tickets.findIndex((ticket, index) => guards[index]?.isValid?.(ticket) === false)
        if (invalid < 0) continue
        before = tickets[invalid]
        leave(guards, tickets, invalid, outcome, ctx)
      }
      const incoming = await attempt()
      outcome = { is: 'answered', incoming }
      return incoming
    } catch (error) {
      failure = error
      if (error instanceof AppError && error !== ctx.cancellation.reason) {
        /** The guard that did not let it pass. */
        const by = guards[tickets.length]?.name
        if (by !== undefined) ctx.emit({ type: 'refused', source, provider, by, code: error.code })
        else if (error.wasAsked) outcome = { is: 'failed', error }
      }
    } finally {
      leave(guards, tickets, 0, outcome, ctx)
    }
    if (!retry) throw failure
    await retry.pause(failure, made, ctx)
  }
}

/** Leaves the guards from the last one entered down to `first`. */
function leave(
  guards: readonly Guard[],
  tickets: unknown[],
  first: number,
  outcome: Outcome,
  ctx: Context,
): void {
  while (tickets.length > first) {
    const ticket = tickets.pop()
    guards[tickets.length]?.leave?.(ticket, outcome, ctx)
  }
}
