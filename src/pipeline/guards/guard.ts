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
   * is the previous ticket of this call, if that has become invalid.
   */
  enter(ctx: Context, before?: Ticket): Ticket | Promise<Ticket>
  /** Called after each wait of the call; false when a new ticket is needed. Throws to refuse. */
  isValid?(ticket: Ticket, ctx: Context): boolean
  /** Releases what `enter` took: called once, in reverse order, however the call ended. Never throws. */
  leave?(ticket: Ticket, outcome: Outcome, ctx: Context): void
}

const abandoned: Outcome = { is: 'abandoned' }

/** Passes a call through the guards, in the order listed, and makes the attempt; each retry passes all of them again. */
export async function pass(
  guards: readonly Guard[],
  attempt: (ctx: Context) => Promise<Incoming>,
  ctx: Context,
  who: { source: string; provider: string },
  retry?: Retry,
): Promise<Incoming> {
  retry?.earn()
  for (let made = 1; ; made++) {
    const tickets: unknown[] = []
    let outcome = abandoned
    let failure: unknown
    /** The guard that is asked; undefined once all have let the call pass. */
    let asked: Guard | undefined
    try {
      ctx.cancellation.throwIfAborted()
      let before: unknown
      while (tickets.length < guards.length) {
        asked = guards[tickets.length]
        const ticket = asked?.enter(ctx, before)
        before = undefined
        if (!(ticket instanceof Promise)) {
          tickets.push(ticket)
          continue
        }
        tickets.push(await ticket)
        ctx.cancellation.throwIfAborted()
        for (const [index, held] of tickets.entries()) {
          asked = guards[index]
          if (asked?.isValid?.(held, ctx) !== false) continue
          before = held
          leave(guards, tickets, index, outcome, ctx)
          break
        }
      }
      asked = undefined
      const incoming = await attempt(ctx)
      outcome = { is: 'answered', incoming }
      return incoming
    } catch (error) {
      failure = error
      if (error instanceof AppError && error !== ctx.cancellation.reason) {
        if (asked) ctx.emit({ type: 'refused', ...who, by: asked.name, code: error.code })
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
