import { ClientGone, type Follower, follow, orAbort } from '../core/abort.ts'
import { AppError } from '../core/errors.ts'
import { type Context, isSpare, type Tally } from './call.ts'
import { derive } from './derive.ts'

/**
 * One piece of work that several callers wait for. It has a signal of its own, so that the caller who began it can leave; it
 * is stopped when the last rider has disconnected. A rider whose own time ran out still wants the value in the cache. Begun
 * by a job it lives on spare capacity, until somebody joins who waits for an answer.
 */
export class SharedRun<T> {
  readonly ctx: Context
  readonly #end: Follower = follow()
  readonly #result: Promise<T>
  #resolve!: (value: T | PromiseLike<T>) => void
  readonly #tally: Tally
  /** Aborted when it no longer has to leave the way to others; null when it never had to. */
  readonly #promotion: AbortController | null
  #riders = 0
  #deadline = 0

  constructor(first: Context) {
    this.#result = new Promise((resolve) => {
      this.#resolve = resolve
    })
    // Without riders left nobody hears a failure, and that is no bug.
    this.#result.catch(() => {})
    this.#tally = { attempts: 0, provider: undefined, within: first.tally }
    this.#promotion = isSpare(first) ? new AbortController() : null
    const own = {
      signal: this.#end.signal,
      tally: this.#tally,
      ...(this.#promotion && { spare: this.#promotion.signal }),
    }
    // The latest of the riders' deadlines: nothing new is started once nobody can use it any more.
    this.ctx = derive(first, own, () => this.#deadline)
    first.waitUntil(this.#result)
  }

  get isAbandoned(): boolean {
    return this.#end.signal.aborted
  }

  /** Starts the work; its result goes to every rider. */
  start(work: Promise<T>): void {
    this.#resolve(work)
  }

  /** Waits for the result, for as long as the rider itself is wanted. */
  async join(ctx: Context): Promise<T> {
    this.#riders++
    if (ctx.span && this.ctx.span && ctx.span !== this.ctx.span) ctx.span.link(this.ctx.span)
    this.#deadline = Math.max(this.#deadline, ctx.deadline)
    const stop = this.#promotion && promoteWith(ctx, this.#promotion)
    try {
      return await orAbort(this.#result, ctx.signal)
    } catch (error) {
      if (!ctx.signal.aborted || error !== ctx.signal.reason) throw error
      if (!(error instanceof AppError && error.code === 'deadline')) {
        this.#leave()
        throw error
      }
      const late = error.again(this.#tally.attempts)
      late.provider = this.#tally.provider
      throw late
    } finally {
      stop?.()
    }
  }

  #leave(): void {
    this.#riders--
    if (this.#riders === 0) this.#end.abort(new ClientGone())
  }
}

/** Promotes the run at once, or when its rider is; the returned function stops listening. */
function promoteWith(ctx: Context, promotion: AbortController): () => void {
  const promote = (): void => promotion.abort()
  if (!isSpare(ctx)) promote()
  ctx.spare?.addEventListener('abort', promote, { once: true })
  return () => ctx.spare?.removeEventListener('abort', promote)
}
