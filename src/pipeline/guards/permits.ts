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

export interface PermitsOptions {
  /** Name of the limit in the refusal. */
  name: string
  concurrency: number
  queue: number
  /** How long a burst may take to drain, in ms; a queue that stands for longer is an overload. */
  patienceMs?: number
  clock: Clock
}

/** The calls of one scope: all of the process on a server, one request's on Workers, where no promise may cross requests. */
export interface Line {
  inUse: number
  /** In order of arrival. */
  readonly waiting: Set<Waiter>
  /** The same for background work. */
  readonly background: Set<Waiter>
  readonly congestion: Congestion
}

/** Takes the permit that has just become free. */
type Waiter = () => void

/** Share of the permits kept free of background work; at least one when there are two or more. */
const keptShare = 0.25

/** Limits the number of concurrent calls, with one queue per scope. */
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

  /** Takes effect when the next call begins or ends; running calls are not affected. */
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
   * Takes a permit; returns a promise only when none is free. Throws `overloaded` when the queue is full; rejects with
   * `deadline` when the time ends in the queue, and with the signal's reason on abort. The caller must release the result.
   */
  take(ctx: Context): Line | Promise<Line> {
    const line = ctx.scope.memo<Line>(this, () => ({
      inUse: 0,
      waiting: new Set(),
      background: new Set(),
      congestion: createCongestion({ clock: this.#clock, patienceMs: this.#patienceMs }),
    }))
    const hasPermit = ctx.isBackground
      ? line.background.size === 0 && this.#hasSpare(line)
      : line.inUse < this.#concurrency && line.waiting.size === 0
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
      ctx.signal.throwIfAborted()
      return await work()
    } finally {
      this.give(line)
    }
  }

  /** Hands out the free permits, to callers first. */
  #admit(line: Line): void {
    for (const next of line.waiting) {
      if (line.inUse >= this.#concurrency) return
      next()
    }
    for (const next of line.background) {
      if (!this.#hasSpare(line)) return
      next()
    }
  }

  #count(line: Line, by: number): void {
    line.inUse += by
    this.#inUse += by
  }

  /** True when a permit is free beyond those kept for callers. */
  #hasSpare({ inUse, waiting }: Line): boolean {
    const kept = Math.max(1, Math.ceil(this.#concurrency * keptShare))
    return waiting.size === 0 && inUse < Math.max(1, this.#concurrency - kept)
  }

  #maxQueue({ congestion }: Line, isBackground: boolean): number {
    if (isBackground) return Math.ceil(this.#queue / 4)
    return congestion.isLasting() ? Math.min(this.#queue, Math.ceil(this.#concurrency / 2)) : this.#queue
  }

  /** Resolves holding a permit. */
  #wait(line: Line, ctx: Context): Promise<Line> {
    const { waiting, congestion } = line
    let queue = ctx.isBackground ? line.background : waiting
    if (queue.size >= this.#maxQueue(line, ctx.isBackground)) {
      const message = `${line.inUse} requests to ${this.#name} are running and ${queue.size} wait`
      throw new AppError('overloaded', message, { retryAfterMs: 1_000 })
    }
    const until = {
      timers: this.#clock,
      deadline: () => ctx.deadline,
      late: () => new AppError('deadline', `the time ended in the queue for ${this.#name}`),
    }
    return waitFor<Line>({ signal: ctx.signal, until }, ({ resolve }) => {
      const join = (): void => {
        queue.add(take)
        if (queue === waiting) congestion.note(true)
      }
      const take = (): void => {
        this.#count(line, 1)
        resolve(line)
      }
      // A caller that waits for an answer has joined, so the work moves to the callers' queue.
      const raise = (): void => {
        line.background.delete(take)
        queue = waiting
        join()
        this.#admit(line)
      }
      join()
      this.#queued++
      const stop = queue === waiting ? undefined : ctx.background?.onRaise(raise)
      return () => {
        stop?.()
        queue.delete(take)
        if (waiting.size === 0) congestion.note(false)
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
