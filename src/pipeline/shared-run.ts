import { Cancellation, ClientGone } from '../core/abort.ts'
import { AppError } from '../core/errors.ts'
import { type Settle, type Timers, waitFor } from '../core/wait.ts'
import { Attempts, Background, type Context } from './context.ts'

/**
 * Work that several callers wait for. It has its own signal, so that the caller that began it can leave, and is aborted when
 * its last waiter has disconnected. A waiter that ran out of time does not abort it: the value still fills the cache. Work begun
 * by a job has background priority until a caller that waits for an answer joins.
 */
export class SharedRun<T> {
  readonly ctx: Context
  readonly #timers: Timers
  readonly #end = new Cancellation()
  readonly #attempts = new Attempts()
  readonly #background: Background | undefined
  readonly #waiting = new Set<Settle<T>>()
  /** Gives a waiter the outcome; undefined until there is one. */
  #tell: ((waiter: Settle<T>) => void) | undefined
  #wanted = 0
  #deadline = 0

  constructor(first: Context, timers: Timers) {
    this.#timers = timers
    const background = first.isBackground ? new Background() : undefined
    this.#background = background
    // Shared work is not cut short for one of its waiters.
    const own = { cancellation: this.#end, attempts: this.#attempts, background, isCutOff: false }
    // The latest of the waiters' deadlines: after it, no waiter can use the result.
    this.ctx = first.with(own, () => this.#deadline)
  }

  /** True once the last waiter has disconnected. */
  get isAbandoned(): boolean {
    return this.#end.aborted
  }

  /** Attaches the running work; every waiter gets its result, after `ended` has run. */
  start(work: Promise<T>, ended?: () => void): void {
    const end = (tell: (waiter: Settle<T>) => void): void => {
      ended?.()
      this.#tell = tell
      for (const waiter of this.#waiting) tell(waiter)
    }
    this.ctx.waitUntil(
      work.then(
        (value) => end((waiter) => waiter.resolve(value)),
        (error: unknown) => end((waiter) => waiter.reject(error)),
      ),
    )
  }

  /** Waits for the result until the waiter's own signal aborts. */
  join(ctx: Context): Promise<T> {
    this.#wanted++
    ctx.attempts.include(this.#attempts)
    if (ctx.span && this.ctx.span && ctx.span !== this.ctx.span) ctx.span.link(this.ctx.span)
    this.#deadline = Math.max(this.#deadline, ctx.deadline)
    if (!ctx.isBackground) this.#background?.raise()
    const stop = this.#background && ctx.background?.onRaise(() => this.#background?.raise())
    const until = ctx.isCutOff
      ? { timers: this.#timers, deadline: () => ctx.deadline, late: cutShort }
      : undefined
    return waitFor<T>({ signal: ctx.cancellation, until }, (settle) => {
      if (this.#tell) this.#tell(settle)
      else this.#waiting.add(settle)
      return () => {
        this.#waiting.delete(settle)
        stop?.()
        if (this.#tell || !ctx.cancellation.aborted || isDeadline(ctx.cancellation.reason)) return
        this.#wanted--
        if (this.#wanted === 0) this.#end.abort(new ClientGone())
      }
    })
  }
}

const cutShort = (): AppError => new AppError('deadline', 'no answer within its share of the time')

const isDeadline = (reason: unknown): boolean => reason instanceof AppError && reason.code === 'deadline'
