// A bounded number of calls at once, with a bounded queue in front that a waiter can leave: p-limit has neither.
//
// The queue is there for bursts. One that does not drain is an overload, and a long queue then only makes every answer late:
// once callers have waited for `patienceMs`, less the time without any, new arrivals may only fill the queue up to half of the
// permits, until no caller has waited for as long (after CoDel, RFC 8289). Callers that are queued already stay.
//
// Background work takes a permit only while no caller waits and a quarter of the permits stays free; a single permit it takes
// whenever it is free. It has a short queue of its own, so that it takes no place in the callers' queue.
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { type Settle, waitFor } from '../../core/wait.ts'
import type { Context } from '../context.ts'
import type { Guard } from './guard.ts'
import { Queue } from './queue.ts'

export interface PermitsOptions {
  name: 'limit' | 'pool'
  /** What is limited, in the text of a refusal. */
  limits: string
  concurrency: number
  /** Maximum number of callers that wait. */
  queue: number
  /** How long a burst may take to drain, in ms; a queue that stands for longer is an overload. */
  patienceMs?: number
  clock: Clock
}

/** The calls of one scope: all of the process on a server, one request's on Workers, where no promise may cross requests. */
export class Line extends Queue<Settle<Line>> {
  inUse = 0
  isCongested = false
  /** For how long callers have waited, in ms, less the time without any: from 0 to `patienceMs`. */
  waitedMs = 0
  /** When `waitedMs` was brought up to date, and whether callers have waited since then. */
  notedAt = 0
  hasWaiters = false
}

const newLine = (): Line => new Line()

/** Share of the permits kept free of background work; at least one when there are two or more. */
const keptShare = 0.25

/**
 * Limits concurrent calls to the number of permits; others wait, in one queue per scope, or are refused with `overloaded`. Used
 * for the upstream's own limit and then for the pool of all upstreams: one order everywhere, so that calls cannot deadlock.
 */
export class Permits implements Guard<Line> {
  readonly name: 'limit' | 'pool'
  /** May be changed: takes effect when the next call begins or ends; running calls are not affected. */
  concurrency: number
  readonly #options: PermitsOptions
  #inUse = 0
  #queued = 0

  constructor(options: PermitsOptions) {
    this.name = options.name
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
   * `deadline` when the time ends in the queue, and with the signal's reason on abort.
   */
  enter(ctx: Context): Line | Promise<Line> {
    const line = ctx.scope.memo(this, newLine)
    if (line.of(ctx).size > 0 || !this.#isFree(line, ctx.isBackground)) return this.#wait(line, ctx)
    return this.#take(line)
  }

  leave(line: Line): void {
    line.inUse--
    this.#inUse--
    this.#admit(line)
  }

  /** Holds a permit while it runs work that is not an upstream call. */
  async run<T>(work: () => Promise<T>, ctx: Context): Promise<T> {
    const line = await this.enter(ctx)
    try {
      ctx.cancellation.throwIfAborted()
      return await work()
    } finally {
      this.leave(line)
    }
  }

  /** Hands out the free permits, to callers first. */
  #admit(line: Line): void {
    for (const waiter of line.callers) {
      if (!this.#isFree(line, false)) return
      waiter.resolve(this.#take(line))
    }
    for (const waiter of line.background) {
      if (!this.#isFree(line, true)) return
      waiter.resolve(this.#take(line))
    }
  }

  #take(line: Line): Line {
    line.inUse++
    this.#inUse++
    return line
  }

  /** True when a permit is free; for background work, beyond those kept for callers, and only while none of them waits. */
  #isFree({ inUse, callers }: Line, isBackground: boolean): boolean {
    if (!isBackground) return inUse < this.concurrency
    const kept = Math.max(1, Math.ceil(this.concurrency * keptShare))
    return callers.size === 0 && inUse < Math.max(1, this.concurrency - kept)
  }

  /** Brings the times of a line up to date; called after each change of its queue. */
  #note(line: Line): void {
    const { clock, patienceMs = 1_000 } = this.#options
    const now = clock.elapsed()
    const passedMs = now - line.notedAt
    const waitedMs = line.waitedMs + (line.hasWaiters ? passedMs : -passedMs)
    line.waitedMs = Math.min(patienceMs, Math.max(0, waitedMs))
    line.notedAt = now
    line.hasWaiters = line.callers.size > 0
    if (line.waitedMs === patienceMs) line.isCongested = true
    else if (line.waitedMs === 0) line.isCongested = false
  }

  #maxLength(line: Line, isBackground: boolean): number {
    const max = this.#options.queue
    if (isBackground) return Math.ceil(max / 4)
    this.#note(line)
    return line.isCongested ? Math.min(max, Math.ceil(this.concurrency / 2)) : max
  }

  /** Resolves holding a permit. */
  #wait(line: Line, ctx: Context): Promise<Line> {
    const { limits, clock } = this.#options
    const { size } = line.of(ctx)
    if (size >= this.#maxLength(line, ctx.isBackground)) {
      const message = `${line.inUse} requests to ${limits} are running and ${size} wait`
      throw new AppError('overloaded', message, { retryAfterMs: 1_000 })
    }
    const until = {
      timers: clock,
      deadline: () => ctx.deadline,
      late: () => new AppError('deadline', `the time ended in the queue for ${limits}`),
    }
    return waitFor<Line>({ signal: ctx.cancellation, until }, (settle) => {
      const leave = line.add(settle, ctx, () => {
        this.#note(line)
        this.#admit(line)
      })
      this.#queued++
      this.#note(line)
      return () => {
        leave()
        this.#note(line)
        this.#queued--
      }
    })
  }
}
