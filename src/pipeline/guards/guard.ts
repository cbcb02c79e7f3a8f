import type { AppError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { Incoming } from '../endpoint.ts'

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
