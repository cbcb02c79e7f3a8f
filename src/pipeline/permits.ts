// A bounded number of tasks at once, with a bounded queue in front that a waiter can leave. p-limit does the bounding; it
// cannot let a waiter go, so it is handed only what can run.
//
// The queue is there for bursts. One that does not drain is no burst but an overload, and a long queue then only makes every
// answer late: from a moment on it is cut to half of the places, so that who gets in waits half an answer's time (as CoDel
// has it, RFC 8289; but nobody who waits already is sent away).
//
// Work that lives on spare capacity takes a place only while nobody else waits and a quarter of the places stays free; where
// there is a single place, whenever it is free. It has a short queue of its own, so that it crowds nobody out of the other.
import pLimit, { type LimitFunction } from 'p-limit'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { type Context, isSpare } from './call.ts'
import { type Congestion, createCongestion } from './congestion.ts'

export interface PermitsOptions {
  /** Said in the refusal: whose places these are. */
  name: string
  concurrency: number
  queue: number
  /** A burst may take so long to drain, in ms; a queue that stands for longer is an overload. */
  patienceMs?: number
  clock: Clock
}

/** The tasks of one scope: all of the process on a server, one request's on Workers, where no promise may cross requests. */
interface Line {
  limit: LimitFunction
  inUse: number
  /** In order of arrival. */
  waiting: Set<Waiter>
  /** The same for those who live on spare capacity. */
  spare: Set<Waiter>
  congestion: Congestion
}

/** Takes the place that has just become free. */
type Waiter = () => void

/** Of the places, this share is kept free of work that lives on spare capacity; one at least, where there are two. */
const keptShare = 0.25

/** Bounds the tasks that run at once, in each scope. */
export class Permits {
  readonly #name: string
  readonly #queue: number
  readonly #patienceMs: number
  readonly #clock: Clock
  #concurrency: number
  #inUse = 0
  #queued = 0

  constructor({ name, concurrency, queue, patienceMs = 1_000, clock }: PermitsOptions) {
    this.#name = name
    this.#concurrency = concurrency
    this.#queue = queue
    this.#patienceMs = patienceMs
    this.#clock = clock
  }

  get concurrency(): number {
    return this.#concurrency
  }

  /** Takes effect with the next task that begins or ends; running tasks are left alone. */
  set concurrency(concurrency: number) {
    this.#concurrency = concurrency
  }

  get inUse(): number {
    return this.#inUse
  }

  get queued(): number {
    return this.#queued
  }

  /**
   * Runs the task once there is a place. Rejects with `overloaded` when the queue is full, with `deadline` when the time
   * ends in the queue, and with the signal's reason when the waiter is no longer wanted.
   */
  async run<T>(task: () => Promise<T>, ctx: Context): Promise<T> {
    ctx.signal.throwIfAborted()
    const line = ctx.scope.memo<Line>(this, () => ({
      limit: pLimit(this.#concurrency),
      inUse: 0,
      waiting: new Set(),
      spare: new Set(),
      congestion: createCongestion({ clock: this.#clock, patienceMs: this.#patienceMs }),
    }))
    const hasPlace = isSpare(ctx)
      ? line.spare.size === 0 && this.#hasSpare(line)
      : line.inUse < this.#concurrency && line.waiting.size === 0
    if (hasPlace) this.#take(line)
    else await this.#wait(line, ctx)
    try {
      ctx.signal.throwIfAborted()
      // Setting it costs a microtask, also when nothing changes.
      if (line.limit.concurrency !== this.#concurrency) line.limit.concurrency = this.#concurrency
      return await line.limit(task)
    } finally {
      line.inUse--
      this.#inUse--
      this.#admit(line)
    }
  }

  // Counted here and not read from p-limit, which moves its own figures in a later microtask.
  #take(line: Line): void {
    line.inUse++
    this.#inUse++
  }

  #admit(line: Line): void {
    for (const next of line.waiting) {
      if (line.inUse >= this.#concurrency) return
      this.#take(line)
      next()
    }
    for (const next of line.spare) {
      if (!this.#hasSpare(line)) return
      this.#take(line)
      next()
    }
  }

  /** Is there a place that nobody else may want at once? */
  #hasSpare({ inUse, waiting }: Line): boolean {
    const kept = Math.max(1, Math.ceil(this.#concurrency * keptShare))
    return waiting.size === 0 && inUse < Math.max(1, this.#concurrency - kept)
  }

  /** Resolves holding a place. */
  #wait(line: Line, ctx: Context): Promise<void> {
    const { waiting, congestion } = line
    let queue = isSpare(ctx) ? line.spare : waiting
    const most =
      queue === line.spare
        ? Math.ceil(this.#queue / 4)
        : congestion.isLasting()
          ? Math.min(this.#queue, Math.ceil(this.#concurrency / 2))
          : this.#queue
    if (queue.size >= most) {
      const message = `${line.inUse} requests to ${this.#name} are running and ${queue.size} wait`
      throw new AppError('overloaded', message, { retryAfterMs: 1_000 })
    }
    return new Promise((resolve, reject) => {
      let cancel: () => void = () => {}
      const join = (): void => {
        queue.add(take)
        if (queue === waiting) congestion.note(true)
      }
      const settle = (): void => {
        queue.delete(take)
        if (waiting.size === 0) congestion.note(false)
        this.#queued--
        cancel()
        ctx.signal.removeEventListener('abort', leave)
        ctx.spare?.removeEventListener('abort', promote)
      }
      const take = (): void => {
        settle()
        resolve()
      }
      const leave = (): void => {
        settle()
        reject(ctx.signal.reason)
      }
      // Somebody who waits for an answer has joined: from here on it is their place in the queue.
      const promote = (): void => {
        line.spare.delete(take)
        queue = waiting
        join()
        this.#admit(line)
      }
      // A shared run's deadline moves when a rider with more time joins: look again rather than trust the first value.
      const watch = (): void => {
        const left = ctx.deadline - this.#clock.elapsed()
        if (left > 0) {
          cancel = this.#clock.after(left, watch)
          return
        }
        settle()
        reject(new AppError('deadline', `the time ended in the queue for ${this.#name}`))
      }
      join()
      this.#queued++
      ctx.signal.addEventListener('abort', leave, { once: true })
      if (queue === line.spare) ctx.spare?.addEventListener('abort', promote, { once: true })
      watch()
    })
  }
}
