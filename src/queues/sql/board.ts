// Keeps jobs in tables and asks for their parts. It lives where its tables are: in a process, or in a Durable Object that is
// woken for a few parts at a time. Whatever it forgets in between it reads again.
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { createLatch, type Latch } from '../../core/latch.ts'
import { anotherBody, beyond, isStopping } from '../../jobs/bounds.ts'
import { brokenPart, type JobKinds } from '../../jobs/kinds.ts'
import { outcomeOf } from '../../jobs/outcome.ts'
import type { JobChange, JobSearch, QueueLimits, Stopped, Submitted } from '../../jobs/queue.ts'
import {
  type Checkpoint,
  hasEnded,
  type JobFailure,
  type JobRecord,
  type JobState,
  type Order,
} from '../../jobs/record.ts'
import { tellBug, tellJob } from '../../jobs/tell.ts'
import { watchByReading } from '../../jobs/watch.ts'
import type { AskPart, Work } from '../../jobs/work.ts'
import { Ledger, type Placed, type Sql } from './ledger.ts'

export interface BoardOptions {
  sql: Sql
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  emit: Emit
  /** Will these tables be opened again? What is under way then stays for the next one. */
  survives: boolean
  /** Asks for `tick` or `alarm` to be called then, epoch ms; replaces what was asked before. */
  setAlarm(at: number): void
}

/** What one alarm may begin. */
export interface Slice {
  parts: number
  ms: number
}

interface Part {
  index: number
  refusals: number
}

/** A job that is being run. */
interface Run extends Placed {
  readonly end: AbortController
  readonly todo: Part[]
  /** Parts for which there was no capacity, with when to ask again. */
  readonly later: (Part & { at: number })[]
  readonly landed: Map<number, ErrorCode | null>
  inFlight: number
}

/** A job that is taken up so often without a part that lands brings down whatever runs it. */
const maxTries = 4

export class Board {
  readonly #options: BoardOptions
  readonly #ledger: Ledger
  readonly #runs = new Map<string, Run>()
  readonly #latches = new Map<string, Set<Latch>>()
  readonly #settled = createLatch()
  #work: Work | null = null
  #ask: AskPart | null = null
  /** How many parts may still be begun, and until when. */
  #left = 0
  #endsAt = Infinity
  #inFlight = 0
  #alarmAt: number | null = null
  #stopping: { finished: number } | null = null

  constructor(options: BoardOptions) {
    this.#options = options
    this.#ledger = new Ledger(options.sql, options.kinds)
  }

  /** From now on alarms run jobs. */
  startSliced(work: Work): void {
    this.#work = work
    this.#schedule()
  }

  /** From now on jobs are run as soon as there is room. */
  start(work: Work): void {
    this.#work = work
    this.#ask = work.open()
    this.#left = Infinity
    this.tick()
  }

  /** Takes a job; throws what it is refused with. */
  submit(order: Order): Submitted {
    const { clock, limits } = this.#options
    const known = this.find(order.id)
    if (known !== null && known !== 'gone') {
      if (known.requestHash === order.requestHash) return { job: known, isNew: false }
      throw anotherBody()
    }
    if (this.#stopping) throw isStopping()
    const own = order.owner === null ? 0 : this.#ledger.underWay(order.owner)
    const refused = beyond({ waiting: this.#ledger.pending(), own }, limits)
    if (refused) throw refused
    this.#withRoom(() => this.#ledger.add(order, clock.now()))
    const job = this.find(order.id)
    if (job === null || job === 'gone') throw new Error(`a job of kind ${order.kind} cannot be kept`)
    tellJob(job, 'pending', this.#options)
    this.#pump()
    return { job, isNew: true }
  }

  find(id: string): JobRecord | 'gone' | null {
    this.#sweep()
    return this.#ledger.find(id)
  }

  checkpoints(id: string, from: { after: number; most: number }): Checkpoint[] {
    this.#sweep()
    return this.#ledger.checkpoints(id, from)
  }

  list(search: JobSearch, before: number): { jobs: JobRecord[]; next: number | null } {
    this.#sweep()
    const found = this.#ledger.list({ ...search, limit: search.limit + 1 }, before)
    const page = found.slice(0, search.limit)
    const last = page.at(-1)
    return { jobs: page.map(({ job }) => job), next: found.length > page.length && last ? last.place : null }
  }

  cancel(id: string): JobRecord | 'gone' | null {
    const job = this.find(id)
    if (job === null || job === 'gone' || hasEnded(job)) return job
    this.#end(job, 'cancelled')
    return this.find(id)
  }

  counts(): Record<JobState, number> {
    this.#sweep()
    return this.#ledger.counts()
  }

  async *watch(id: string, after: number, signal: AbortSignal): AsyncGenerator<JobChange, void, void> {
    const latch = createLatch()
    const latches = this.#latches.get(id) ?? new Set()
    this.#latches.set(id, latches.add(latch))
    const queue = {
      find: async (id: string) => this.find(id),
      checkpoints: async (id: string, from: { after: number; most: number }) => this.checkpoints(id, from),
    }
    try {
      yield* watchByReading(queue, id, after, latch, signal)
    } finally {
      latches.delete(latch)
      if (latches.size === 0) this.#latches.delete(id)
    }
  }

  /** Does what is due by now. */
  tick(): void {
    this.#alarmAt = null
    this.#sweep()
    for (const id of this.#latches.keys()) this.#tell(id)
    this.#pump()
  }

  /** Does what is due, and begins no more than the slice. Resolves when all that it has begun is over. */
  async alarm({ parts, ms }: Slice): Promise<void> {
    this.#ask = this.#work?.open() ?? null
    this.#left = parts
    this.#endsAt = this.#options.clock.elapsed() + ms
    this.tick()
    while (this.#inFlight > 0) await this.#settled.changed(neverAborted)
    this.#left = 0
    this.#ask = null
    this.#schedule()
  }

  /**
   * Takes no job any more and lets those that run go on until the signal aborts. Where the tables survive no part is begun
   * either, and what is left stays; else it has failed.
   */
  async stop(signal: AbortSignal): Promise<Stopped> {
    const { survives } = this.#options
    this.#stopping ??= { finished: 0 }
    if (survives) this.#left = 0
    const isOver = (): boolean => (survives ? this.#inFlight : this.#ledger.unfinished(1).length) === 0
    while (!isOver() && !signal.aborted) await this.#settled.changed(signal).catch(() => {})
    const { finished } = this.#stopping
    const error = new AppError('draining', 'the instance was shut down before the job had ended')
    this.#left = 0
    const left = this.#ledger.unfinished(Number.MAX_SAFE_INTEGER)
    const interrupted = survives ? [...this.#runs.values()] : left
    for (const { job } of survives ? [] : left)
      this.#end(job, 'failed', { code: error.code, detail: error.message })
    for (const { end, place } of this.#runs.values()) {
      end.abort(error)
      this.#ledger.progressed(place)
    }
    this.#runs.clear()
    return { finished, interrupted: interrupted.length }
  }

  /** Takes up jobs and begins parts for as long as there is room. */
  #pump(): void {
    const { clock, limits } = this.#options
    if (this.#ask && this.#left > 0) {
      if (this.#runs.size < limits.atOnce) this.#takeUp()
      for (const run of this.#runs.values()) {
        while (this.#left > 0 && clock.elapsed() < this.#endsAt && this.#beginPart(run, this.#ask));
      }
    }
    this.#schedule()
  }

  #takeUp(): void {
    const { clock, limits } = this.#options
    for (const { place, job, tries } of this.#ledger.unfinished(limits.atOnce)) {
      if (this.#runs.has(job.id)) continue
      if (tries >= maxTries) {
        const detail = `it was begun ${tries} times and nothing of it landed`
        this.#end(job, 'failed', { code: 'internal', detail })
        continue
      }
      this.#ledger.begin(place, clock.now())
      const landed = this.#ledger.landed({ place, job })
      const begun = {
        ...job,
        state: 'running',
        startedAt: job.startedAt ?? clock.now(),
        done: landed.size,
      } as const
      const todo = [...job.items.keys()].filter((index) => !landed.has(index)).reverse()
      const run: Run = {
        place,
        job: begun,
        end: new AbortController(),
        todo: todo.map((index) => ({ index, refusals: 0 })),
        later: [],
        landed,
        inFlight: 0,
      }
      this.#runs.set(job.id, run)
      tellJob(begun, 'running', this.#options)
      this.#tell(job.id)
      this.#endIfOver(run)
    }
  }

  /** Begins a part of the run; false when it has none that may be begun now. */
  #beginPart(run: Run, ask: AskPart): boolean {
    const now = this.#options.clock.now()
    if (run.end.signal.aborted || this.#isFull(run.inFlight)) return false
    const due = run.later.findIndex(({ at }) => at <= now)
    const part = due < 0 ? run.todo.pop() : run.later.splice(due, 1)[0]
    if (!part) return false
    run.inFlight++
    this.#inFlight++
    this.#left--
    void this.#askFor(run, part, ask).finally(() => {
      run.inFlight--
      this.#inFlight--
      this.#endIfOver(run)
      this.#pump()
      this.#settled.wake()
    })
    return true
  }

  #isFull(inFlight: number): boolean {
    return inFlight >= (this.#work?.concurrency ?? 0)
  }

  async #askFor(run: Run, { index, refusals }: Part, ask: AskPart): Promise<void> {
    const { clock, kinds, emit } = this.#options
    const { job } = run
    const { signal } = run.end
    try {
      const outcome = await ask({ job, index, refusals, signal })
      if ('checkpoint' in outcome) this.#land(run, outcome.checkpoint)
      else run.later.push({ index, refusals: refusals + 1, at: Math.ceil(clock.now() + outcome.retryMs) })
    } catch (error) {
      if (signal.aborted) return
      tellBug(error, job, emit)
      this.#land(run, brokenPart(index, job, kinds, 'asking for it failed by our fault'))
    }
  }

  #land(run: Run, checkpoint: Checkpoint): void {
    const { place, job, landed } = run
    try {
      if (!this.#withRoom(() => this.#ledger.land(place, checkpoint))) return
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#end(job, 'failed', { code: error.code, detail: error.message })
      return
    }
    landed.set(checkpoint.index, checkpoint.part.error?.code ?? null)
    this.#ledger.progressed(place)
    this.#tell(job.id)
  }

  /** Writes; where the database is full the oldest results go before their time. */
  #withRoom<T>(write: () => T): T {
    for (;;) {
      try {
        return write()
      } catch (error) {
        if (!(error instanceof Error && error.message.includes('is full'))) throw error
        if (!this.#ledger.dropOldest()) {
          throw new AppError('overloaded', 'there is no room for the parts of all jobs', { cause: error })
        }
      }
    }
  }

  #endIfOver({ job, landed }: Run): void {
    if (!this.#runs.has(job.id) || landed.size < job.items.length) return
    const outcome = outcomeOf([...landed.values()])
    this.#end(job, outcome.state, outcome.state === 'failed' ? outcome.error : null)
  }

  #end(job: JobRecord, state: 'done' | 'failed' | 'cancelled', error: JobFailure | null = null): void {
    const { clock, limits } = this.#options
    if (!this.#ledger.end(job.id, state, { now: clock.now(), keepMs: limits.keepMs, error })) return
    const run = this.#runs.get(job.id)
    this.#runs.delete(job.id)
    run?.end.abort(new AppError('gone', `the job is ${state}`))
    if (this.#stopping) this.#stopping.finished++
    tellJob({ ...job, done: run?.landed.size ?? job.done, error }, state, this.#options)
    this.#tell(job.id)
    this.#settled.wake()
    this.#schedule()
  }

  #sweep(): void {
    this.#ledger.sweep(this.#options.clock.now())
  }

  #tell(id: string): void {
    for (const latch of this.#latches.get(id) ?? []) latch.wake()
  }

  /** Asks to be woken when there is next something to do. */
  #schedule(): void {
    const { clock, limits, setAlarm } = this.#options
    const runs = [...this.#runs.values()]
    // A run that is at its bound goes on when one of its parts is over, whatever the time.
    const isRunning = this.#work !== null && (this.#left > 0 || !this.#stopping)
    const waiting = isRunning ? runs.filter(({ inFlight }) => !this.#isFull(inFlight)) : []
    const times = waiting.flatMap(({ later }) => later.map(({ at }) => at))
    const expiry = this.#ledger.nextExpiry()
    if (expiry !== null) times.push(expiry)
    if (isRunning && this.#left === 0) {
      const mayTakeUp =
        runs.length < limits.atOnce && this.#ledger.unfinished(limits.atOnce).length > runs.length
      if (mayTakeUp || runs.some(({ todo }) => todo.length > 0)) times.push(clock.now())
    }
    const at = Math.min(...times)
    if (at === this.#alarmAt || times.length === 0) return
    this.#alarmAt = at
    setAlarm(at)
  }
}
