import type { Context } from '../context.ts'

/** Waiters in order of arrival. Background work waits apart, and moves to the callers once a caller that needs it joins. */
export class Queue<Waiter> {
  readonly callers = new Set<Waiter>()
  readonly background = new Set<Waiter>()

  /** The waiters of this call's priority. */
  of(ctx: Context): Set<Waiter> {
    return ctx.isBackground ? this.background : this.callers
  }

  /** Adds a waiter; `raised` runs after it has moved to the callers. The returned function removes it. */
  add(waiter: Waiter, ctx: Context, raised: () => void): () => void {
    const isBackground = ctx.isBackground
    this.of(ctx).add(waiter)
    const stop = isBackground
      ? ctx.background?.onRaise(() => {
          this.background.delete(waiter)
          this.callers.add(waiter)
          raised()
        })
      : undefined
    return () => {
      stop?.()
      this.background.delete(waiter)
      this.callers.delete(waiter)
    }
  }
}
