// A bounded number of calls at once, with a bounded queue in front that a waiter can leave: p-limit has neither.
//
// The queue is there for bursts. One that does not drain is an overload, and a long queue then only makes every answer late:
// once congestion persists, new arrivals may only fill the queue up to half of the permits (CoDel, RFC 8289). Callers that
// are queued already stay.
//
// Background work takes a permit only while no caller waits and a quarter of the permits stays free; a single permit it takes
// whenever it is free. It has a short queue of its own, so that it takes no place in the callers' queue.
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { waitFor } from '../../core/wait.ts'
import type { Context } from '../context.ts'
import { type Congestion, createCongestion } from './congestion.ts'
import type { Guard } from './guard.ts'
import { Queue } from './queue.ts'

export interface PermitsOptions {
  /** Name of the limit in the refusal. */
  name: string
  concurrency: number
  /** Maximum number of callers that wait. */
  queue: number
  /** How long a burst may take to drain, in ms; a queue that stands for longer is an overload. */
  patienceMs?: number
  clock: Clock
}

/** The calls of one scope: all of the process on a server, one request's on Workers, where no promise may cross requests. */
export interface Line {
  inUse: number
  /** Each takes the permit that has just become free. */
  readonly queue: Queue<() => void>
  readonly congestion: Congestion
}

/** Share of the permits kept free of background work; at least one when there are two or more. */
const keptShare = 0.25

/** Limits the number of concurrent calls, with one queue per scope. */
export class Permits {
  /** May be changed: takes effect when the next call begins or ends; running calls are not affected. */
  concurrency: number
  readonly #options: PermitsOptions
  #inUse = 0
  #queued = 0

  constructor(options: PermitsOptions) {
    this.concurrency = options.concurrency
    this.#options = options
  }

  get inUse(): number {
    return this.#inUse
  }

  get queued(): number {
    return this.#queued
  }

  /**
   * Takes a permit; returns a promise only when none is free. Throws `overloaded` when the queue is full; rejects with
   * `deadline` when the time ends in the queue, and with the signal's reason on abort. The caller must release the result.
   */
  take(ctx: Context): Line | Promise<Line> {
    const { clock, patienceMs = 1_000 } = this.#options
    const line = ctx.scope.memo<Line>(this, () => ({
      inUse: 0,
      queue: new Queue(),
      congestion: createCongestion(clock, patienceMs),
    }))
    const hasPermit = ctx.isBackground
      ? line.queue.background.size === 0 && this.#hasSpare(line)
      : line.queue.callers.size === 0 && line.inUse < this.concurrency
    if (!hasPermit) return this.#wait(line, ctx)
    this.#count(line, 1)
    return line
  }

  give(line: Line): void {
    this.#count(line, -1)
    this.#admit(line)
  }

  /** Holds a permit while it runs work that is not an upstream call. */
  async run<T>(work: () => Promise<T>, ctx: Context): Promise<T> {
    const line = await this.take(ctx)
    try {
      ctx.cancellation.throwIfAborted()
      return await work()
    } finally {
      this.give(line)
    }
  }

  /** Hands out the free permits, to callers first. */
  #admit(line: Line): void {
    for (const next of line.queue.callers) {
      if (line.inUse >= this.concurrency) return
      next()
    }
    for (const next of line.queue.background) {
      if (!this.#hasSpare(line)) return
      next()
    }
  }

  #count(line: Line, by: number): void {
    line.inUse += by
    this.#inUse += by
  }

  /** True when a permit is free beyond those kept for callers. */
  #hasSpare({ inUse, queue }: Line): boolean {
    const kept = Math.max(1, Math.ceil(this.concurrency * keptShare))
    return queue.callers.size === 0 && inUse < Math.max(1, this.concurrency - kept)
  }

  #maxLength({ congestion }: Line, isBackground: boolean): number {
    const max = this.#options.queue
    if (isBackground) return Math.ceil(max / 4)
    return congestion.isLasting() ? Math.min(max, Math.ceil(this.concurrency / 2)) : max
  }

  /** Resolves holding a permit. */
  #wait(line: Line, ctx: Context): Promise<Line> {
    const { queue, congestion } = line
    const { name, clock } = this.#options
    const { size } = queue.of(ctx)
    if (size >= this.#maxLength(line, ctx.isBackground)) {
      const message = `${line.inUse} requests to ${name} are running and ${size} wait`
      throw new AppError('overloaded', message, { retryAfterMs: 1_000 })
    }
    const until = {
      timers: clock,
      deadline: () => ctx.deadline,
      late: () => new AppError('deadline', `the time ended in the queue for ${name}`),
    }
    return waitFor<Line>({ signal: ctx.cancellation, until }, (settle) => {
      const take = (): void => {
        this.#count(line, 1)
        settle.resolve(line)
      }
      const note = (): void => congestion.note(queue.callers.size > 0)
      const leave = queue.add(take, ctx, () => {
        note()
        this.#admit(line)
      })
      this.#queued++
      note()
      return () => {
        leave()
        note()
        this.#queued--
      }
    })
  }
}

/**
 * Limits concurrent calls to the number of permits; others wait in a queue or are refused with `overloaded`. Used for the
 * upstream's own limit and then for the pool of all upstreams: one order everywhere, so that calls cannot deadlock.
 */
export const createLimit = (name: 'limit' | 'pool', permits: Permits): Guard<Line> => ({
  name,
  enter: (ctx) => permits.take(ctx),
  leave: (line) => permits.give(line),
})
