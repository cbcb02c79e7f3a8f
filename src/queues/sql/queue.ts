// Jobs in a database, run by the process that has it open, or by a Durable Object that is woken for a few parts at a time. Over 250
// lines, because it implements the whole queue contract; the SQL is in tables.ts.
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { createLatch } from '../../core/latch.ts'
import { pageOf, placeOf } from '../../jobs/cursor.ts'
import { emitBug, emitJob } from '../../jobs/emit-job.ts'
import { brokenPart, type JobKinds } from '../../jobs/kinds.ts'
import { jobOutcome } from '../../jobs/outcome.ts'
import type { JobQueue, JobSearch, QueueLimits, Stopped, Submitted } from '../../jobs/queue.ts'
import { type Checkpoint, hasEnded, type JobFailure, type JobRecord, type NewJob } from '../../jobs/record.ts'
import { isDraining, refusalFor, repeated } from '../../jobs/refusals.ts'
import type { AskPart, JobRunner } from '../../jobs/runner.ts'
import { createWatchers, type Watchers } from '../../jobs/watch.ts'
import { JobTables, type Part, type Sql } from './tables.ts'

export interface SqlQueueOptions {
  sql: Sql
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  emit: Emit
  /** True if these tables will be opened again; unfinished jobs are then left for the next process. */
  isDurable: boolean
  /** Schedules `alarm` for an instant (epoch ms), replacing the previous one. When given, parts are requested only inside alarms. */
  setAlarm?: (at: number) => void
}

/** How many parts one alarm may start, and for how long. */
export interface AlarmBudget {
  parts: number
  ms: number
}

interface InFlight {
  part: Part
  job: JobRecord
  end: AbortController
}

/** After this many starts without completion a part fails: it kills the process that requests it, or there is a bug. */
const maxTries = 4

export class SqlQueue implements JobQueue {
  readonly isDurable: boolean
  readonly watch: JobQueue['watch']
  readonly #options: SqlQueueOptions
  readonly #tables: JobTables
  readonly #watchers: Watchers
  readonly #inFlight = new Set<InFlight>()
  readonly #settled = createLatch()
  readonly #grace = new AbortController()
  #work: JobRunner | null = null
  #ask: AskPart | null = null
  /** How many parts may still be started, and until when. */
  #left = Infinity
  #endsAt = Infinity
  #alarmAt: number | null = null
  #cancelAlarm = (): void => {}
  #isStopping = false
  #finished = 0

  constructor(options: SqlQueueOptions) {
    this.#options = options
    this.isDurable = options.isDurable
    this.#tables = new JobTables(options.sql, options.kinds)
    this.#watchers = createWatchers(this)
    this.watch = this.#watchers.watch
  }

  async submit(newJob: NewJob, signal: AbortSignal): Promise<Submitted> {
    const { clock, limits } = this.#options
    signal.throwIfAborted()
    const repeat = repeated(this.#find(newJob.id), newJob)
    if (repeat) return repeat
    if (this.#isStopping) throw isDraining()
    const own = newJob.owner === null ? 0 : this.#tables.unfinished(newJob.owner)
    const refused = refusalFor({ waiting: this.#tables.pending(), own }, limits)
    if (refused) throw refused
    this.#withRoom(() => this.#tables.add(newJob, clock.now()))
    const job = this.#tables.find(newJob.id)
    if (job === null || job === 'gone') throw new Error(`a job of kind ${newJob.kind} cannot be stored`)
    emitJob(job, 'pending', this.#options)
    this.#pump()
    return { job, isNew: true }
  }

  async find(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null> {
    signal.throwIfAborted()
    return this.#find(id)
  }

  async checkpoints(
    id: string,
    from: { after: number; max: number },
    signal: AbortSignal,
  ): Promise<Checkpoint[]> {
    signal.throwIfAborted()
    const job = this.#find(id)
    return job === null || job === 'gone' ? [] : this.#tables.checkpoints(job, from)
  }

  async list({ cursor, limit, ...search }: JobSearch, signal: AbortSignal) {
    signal.throwIfAborted()
    this.#sweep()
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : placeOf(cursor)
    return pageOf(this.#tables.list({ ...search, limit: limit + 1 }, before), limit)
  }

  async cancel(id: string, signal: AbortSignal): Promise<JobRecord | 'gone' | null> {
    signal.throwIfAborted()
    const job = this.#find(id)
    if (job === null || job === 'gone' || hasEnded(job)) return job
    this.#end(job, 'cancelled')
    return this.#tables.find(id)
  }

  async counts(signal: AbortSignal) {
    signal.throwIfAborted()
    this.#sweep()
    return this.#tables.counts()
  }

  start(work: JobRunner): void {
    this.#work = work
    if (!this.#options.setAlarm) this.#ask = work.open()
    this.#tick()
  }

  /** Deletes expired results and starts due parts, within the budget. Resolves when these parts are completed. */
  async alarm({ parts, ms }: AlarmBudget): Promise<void> {
    this.#ask = this.#work?.open() ?? null
    this.#left = parts
    this.#endsAt = this.#options.clock.elapsed() + ms
    this.#tick()
    while (this.#inFlight.size > 0) await this.#settled.changed(neverAborted)
    this.#ask = null
    this.#schedule()
  }

  async stop(graceMs: number): Promise<Stopped> {
    const { clock, isDurable } = this.#options
    this.#isStopping = true
    if (isDurable) this.#left = 0
    const cancelGrace = clock.after(graceMs, () => this.#grace.abort())
    const { signal } = this.#grace
    const isOver = () => (isDurable ? this.#inFlight.size : this.#tables.allUnfinished().length) === 0
    while (!isOver() && !signal.aborted) await this.#settled.changed(signal).catch(() => {})
    cancelGrace()
    this.#left = 0
    const finished = this.#finished
    const error = new AppError('draining', 'the instance was shut down before the job had ended')
    const interrupted = isDurable
      ? [...new Set([...this.#inFlight].map(({ job }) => job.id))]
      : this.#tables.allUnfinished()
    for (const { end, part } of this.#inFlight) {
      end.abort(error)
      this.#tables.putBack({ ...part, tries: part.tries - 1 }, 0)
    }
    for (const job of isDurable ? [] : this.#tables.allUnfinished()) {
      this.#end(job, 'failed', { code: error.code, detail: error.message })
    }
    this.#cancelAlarm()
    return { finished, interrupted: interrupted.length }
  }

  #tick(): void {
    this.#alarmAt = null
    this.#sweep()
    this.#watchers.wake()
    this.#pump()
  }

  /** Starts parts while there is room, and ends jobs that have none left. */
  #pump(): void {
    const { clock, limits } = this.#options
    for (const { job, codes } of this.#work ? this.#tables.over() : []) {
      const outcome = jobOutcome(codes)
      this.#end(job, outcome.state, outcome.state === 'failed' ? outcome.error : null)
    }
    while (this.#ask && this.#left > 0 && clock.elapsed() < this.#endsAt) {
      const part = this.#tables.take(clock.now(), limits.atOnce, this.#busy())
      if (!part) break
      this.#left--
      void this.#run(part, this.#ask)
    }
    this.#schedule()
  }

  /** Jobs that have their maximum number of parts in flight. */
  #busy(): number[] {
    const inFlight = Map.groupBy(this.#inFlight, ({ part }) => part.place)
    const max = this.#work?.concurrency ?? 0
    return [...inFlight].flatMap(([place, parts]) => (parts.length >= max ? [place] : []))
  }

  async #run(part: Part, ask: AskPart): Promise<void> {
    const { clock, kinds, emit } = this.#options
    const { place, item, refusals, tries } = part
    const hasBegun = this.#tables.begin(place, clock.now())
    const known = [...this.#inFlight].find((other) => other.part.place === place)
    const job = known?.job ?? this.#tables.at(place)
    const entry: InFlight = { part, job: job as JobRecord, end: new AbortController() }
    const { signal } = entry.end
    this.#inFlight.add(entry)
    if (job && hasBegun) emitJob(job, 'running', this.#options)
    this.#watchers.wake(job?.id)
    try {
      if (!job) return this.#tables.land(place, brokenPart(item, part, kinds, 'stored by another version'))
      if (tries > maxTries)
        this.#land(entry, brokenPart(item, job, kinds, 'every process that requested it died'))
      else {
        const outcome = await ask({ job, index: item, refusals, signal })
        if ('checkpoint' in outcome) this.#land(entry, outcome.checkpoint)
        else
          this.#tables.putBack({ ...part, refusals: refusals + 1, tries: 0 }, clock.now() + outcome.retryMs)
      }
    } catch (error) {
      if (signal.aborted || !job) return
      emitBug(error, job, emit)
      this.#land(entry, brokenPart(item, job, kinds, 'requesting it failed because of a bug in this service'))
    } finally {
      this.#inFlight.delete(entry)
      this.#pump()
      this.#settled.wake()
    }
  }

  #land({ job, part, end }: InFlight, checkpoint: Checkpoint): void {
    if (end.signal.aborted) return
    try {
      this.#withRoom(() => this.#tables.land(part.place, checkpoint))
      this.#watchers.wake(job.id)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#end(job, 'failed', { code: error.code, detail: error.message })
    }
  }

  /** Runs a write; when the database is full, the oldest results are deleted before they expire. */
  #withRoom<T>(write: () => T): T {
    for (;;) {
      try {
        return write()
      } catch (error) {
        if (!(error instanceof Error && error.message.includes('is full'))) throw error
        if (!this.#tables.dropOldest()) {
          throw new AppError('overloaded', 'there is no room for more parts of jobs', { cause: error })
        }
      }
    }
  }

  #end({ id }: JobRecord, state: 'done' | 'failed' | 'cancelled', error: JobFailure | null = null): void {
    const { clock, limits } = this.#options
    if (!this.#tables.end(id, state, { now: clock.now(), keepMs: limits.keepMs, error })) return
    for (const { job, end } of this.#inFlight) {
      if (job.id === id) end.abort(new AppError('gone', `the job is ${state}`))
    }
    if (this.#isStopping) this.#finished++
    const ended = this.#tables.find(id)
    if (ended !== null && ended !== 'gone') emitJob(ended, state, this.#options)
    this.#watchers.wake(id)
    this.#settled.wake()
    this.#schedule()
  }

  #find(id: string): JobRecord | 'gone' | null {
    this.#sweep()
    return this.#tables.find(id)
  }

  #sweep(): void {
    this.#tables.sweep(this.#options.clock.now())
  }

  /** Schedules the next wake-up. */
  #schedule(): void {
    const { clock, setAlarm } = this.#options
    // While parts are being started, due parts wait until another one completes, so no timer is needed for them.
    const mayBegin = this.#work !== null && (setAlarm ? this.#ask === null : this.#left > 0)
    const partsAfter = !mayBegin ? Number.MAX_SAFE_INTEGER : setAlarm ? -1 : clock.now()
    const at = this.#tables.nextDue(partsAfter)
    if (at === this.#alarmAt || at === null) return
    this.#alarmAt = at
    this.#cancelAlarm()
    if (setAlarm) setAlarm(Math.max(at, clock.now()))
    else this.#cancelAlarm = clock.after(at - clock.now(), () => this.#tick())
  }
}
