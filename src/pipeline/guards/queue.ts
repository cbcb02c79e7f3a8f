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
    this.of(ctx).add(waiter)
    const stop = ctx.background?.onRaise(() => {
      if (!this.background.delete(waiter)) return
      this.callers.add(waiter)
      raised()
    })
    return () => {
      stop?.()
      this.background.delete(waiter)
      this.callers.delete(waiter)
    }
  }
}
