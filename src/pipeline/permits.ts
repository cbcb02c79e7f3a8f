// A bounded number of tasks at once, with a bounded queue in front that a waiter can leave. p-limit does the bounding; it
// cannot let a waiter go, so it is handed only what can run.
import pLimit, { type LimitFunction } from 'p-limit'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Context } from './call.ts'

export interface PermitsOptions {
  /** Said in the refusal: whose places these are. */
  name: string
  concurrency: number
  queue: number
  clock: Clock
}

export class Permits {
  readonly #name: string
  readonly #queue: number
  readonly #clock: Clock
  readonly #limit: LimitFunction
  /** In order of arrival; each entry gives its waiter the place that has just become free. */
  readonly #waiting = new Set<() => void>()
  // Counted here and not read from p-limit, which moves its own figures in a later microtask.
  #inUse = 0
  #concurrency: number

  constructor({ name, concurrency, queue, clock }: PermitsOptions) {
    this.#name = name
    this.#concurrency = concurrency
    this.#queue = queue
    this.#clock = clock
    this.#limit = pLimit(concurrency)
  }

  get concurrency(): number {
    return this.#concurrency
  }

  /** Takes effect at once for waiters; running tasks are left alone. */
  set concurrency(concurrency: number) {
    this.#concurrency = concurrency
    this.#limit.concurrency = concurrency
    this.#admit()
  }

  get inUse(): number {
    return this.#inUse
  }

  get queued(): number {
    return this.#waiting.size
  }

  /**
   * Runs the task once there is a place. Rejects with `overloaded` when the queue is full, with `deadline` when the time
   * ends in the queue, and with the signal's reason when the waiter is no longer wanted.
   */
  async run<T>(task: () => Promise<T>, ctx: Context): Promise<T> {
    ctx.signal.throwIfAborted()
    if (this.#inUse < this.#concurrency && this.#waiting.size === 0) this.#inUse++
    else await this.#wait(ctx)
    try {
      ctx.signal.throwIfAborted()
      return await this.#limit(task)
    } finally {
      this.#inUse--
      this.#admit()
    }
  }

  #admit(): void {
    while (this.#inUse < this.#concurrency) {
      const [next] = this.#waiting
      if (!next) return
      this.#inUse++
      next()
    }
  }

  /** Resolves holding a place. */
  #wait(ctx: Context): Promise<void> {
    if (this.#waiting.size >= this.#queue) {
      const message = `${this.#inUse} requests to ${this.#name} are running and ${this.#waiting.size} wait`
      throw new AppError('overloaded', message, { retryAfterMs: 1_000 })
    }
    return new Promise((resolve, reject) => {
      let cancel: () => void = () => {}
      const leave = (reason: unknown): void => {
        this.#waiting.delete(take)
        settle()
        reject(reason)
      }
      const settle = (): void => {
        cancel()
        ctx.signal.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => leave(ctx.signal.reason)
      const take = (): void => {
        this.#waiting.delete(take)
        settle()
        resolve()
      }
      // A shared run's deadline moves when a rider with more time joins: look again rather than trust the first value.
      const watch = (): void => {
        const left = ctx.deadline - this.#clock.elapsed()
        if (left <= 0) leave(new AppError('deadline', `the time ended in the queue for ${this.#name}`))
        else cancel = this.#clock.after(left, watch)
      }
      this.#waiting.add(take)
      ctx.signal.addEventListener('abort', onAbort, { once: true })
      watch()
    })
  }
}
