// What the Durable Object of the jobs does: it keeps them, and runs a few parts of one at each alarm. The platform repeats an
// alarm that did not come to its end, so that a job goes on from its last checkpoint wherever the object is woken next.
import type { Clock } from '../../core/clock.ts'
import { AppError, type AppErrorOptions, type ErrorCode, toAppError } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { anotherBody, beyond } from '../../jobs/bounds.ts'
import type { JobKinds } from '../../jobs/kinds.ts'
import { tellJob } from '../../jobs/observe.ts'
import type { JobQueue, JobSearch, QueueLimits, Submitted } from '../../jobs/queue.ts'
import { type Checkpoint, hasEnded, type JobRecord, type JobState, type Order } from '../../jobs/record.ts'
import { createLatch, type Latch, watchByReading } from '../../jobs/watch.ts'
import type { Work } from '../../jobs/work.ts'
import { Ledger, type Runnable, type Sql } from './ledger.ts'
import { linesOf } from './lines.ts'

export interface BoardOptions {
  sql: Sql
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  emit: Emit
  /** What one alarm does at most: the platform bounds the requests that it may make. */
  slice: { items: number; ms: number }
  slicesPerAlarm: number
  /** After a run that broke, in ms; twice as long after the next. */
  pauseMs: number
  /** Asks the platform to call `alarm` then, epoch ms; replaces what was asked before. */
  setAlarm(at: number): void
}

/** A refusal as it crosses from the object to its caller, who makes the error of it again. */
export interface Refusal {
  refused: { code: ErrorCode; message: string } & Pick<AppErrorOptions, 'retryAfterMs' | 'faults'>
}

/** Runs that came to no end of their own, one after the other: then the job is to blame. */
const mostTries = 4

/** Keeps all jobs of a deployment. */
export class Board {
  readonly #options: BoardOptions
  readonly #ledger: Ledger
  readonly #running = new Map<number, { id: string; end: AbortController }>()
  readonly #latches = new Map<string, Set<Latch>>()
  readonly #stirred = createLatch()
  #work: Work | null = null

  constructor(options: BoardOptions) {
    this.#options = options
    this.#ledger = new Ledger(options.sql, options.kinds)
  }

  /** From now on alarms run jobs. */
  start(work: Work): void {
    this.#work = work
    this.#schedule()
  }

  submit(order: Order): Submitted | Refusal {
    const { clock, limits } = this.#options
    const now = clock.now()
    this.#ledger.sweep(now)
    const known = this.#ledger.repeated(order)
    if (known) {
      if (known.requestHash === order.requestHash) return { job: known, isNew: false }
      return refusal(anotherBody())
    }
    const own = order.owner === null ? 0 : this.#ledger.underWay(order.owner)
    const refused = beyond({ waiting: this.#ledger.pending(), own }, limits)
    if (refused) return refusal(refused)
    this.#ledger.add(order, now)
    const job = this.find(order.id)
    if (job === null || job === 'gone') throw new Error(`a job of kind ${order.kind} cannot be kept`)
    this.#stirred.wake()
    this.#schedule()
    return { job, isNew: true }
  }

  find(id: string): JobRecord | 'gone' | null {
    this.#ledger.sweep(this.#options.clock.now())
    return this.#ledger.find(id)
  }

  checkpoints(id: string, from: { after: number; most: number }): Checkpoint[] {
    this.#ledger.sweep(this.#options.clock.now())
    return this.#ledger.checkpoints(id, from)
  }

  list(search: JobSearch, before: number): { jobs: JobRecord[]; next: number | null } {
    this.#ledger.sweep(this.#options.clock.now())
    const found = this.#ledger.list({ ...search, limit: search.limit + 1 }, before)
    const page = found.slice(0, search.limit)
    const last = page.at(-1)
    return { jobs: page.map(({ job }) => job), next: found.length > page.length && last ? last.place : null }
  }

  cancel(id: string): JobRecord | 'gone' | null {
    const job = this.find(id)
    if (job === null || job === 'gone' || hasEnded(job)) return job
    this.#end(id, 'cancelled')
    for (const running of this.#running.values()) {
      if (running.id === id) running.end.abort(new AppError('gone', 'the job was cancelled'))
    }
    return this.find(id)
  }

  counts(): Record<JobState, number> {
    this.#ledger.sweep(this.#options.clock.now())
    return this.#ledger.counts()
  }

  /** What a watcher is told, as lines of JSON. Ends with the job; giving the stream up ends the watch. */
  watch(id: string, after: number): ReadableStream<Uint8Array> {
    const latch = createLatch()
    const latches = this.#latches.get(id) ?? new Set()
    this.#latches.set(id, latches.add(latch))
    const queue: Pick<JobQueue, 'find' | 'checkpoints'> = {
      find: async (id) => this.find(id),
      checkpoints: async (id, from) => this.checkpoints(id, from),
    }
    const leave = new AbortController()
    return linesOf(watchByReading(queue, id, after, latch, leave.signal), (reason) => {
      leave.abort(reason ?? new Error('the watcher left'))
      latches.delete(latch)
      if (latches.size === 0) this.#latches.delete(id)
    })
  }

  /** Does what is due: lets go of what has had its time, and runs slices of jobs. Resolves when they have ended. */
  async alarm(): Promise<void> {
    const { clock, limits, slicesPerAlarm } = this.#options
    const lanes = new Set<Promise<void>>()
    let left = slicesPerAlarm
    try {
      for (;;) {
        this.#ledger.sweep(clock.now())
        while (this.#work && left > 0 && lanes.size < limits.atOnce) {
          const next = this.#ledger.next(clock.now(), limits.atOnce, new Set(this.#running.keys()))
          if (!next) break
          left--
          const lane: Promise<void> = this.#run(next, this.#work).finally(() => lanes.delete(lane))
          lanes.add(lane)
        }
        if (lanes.size === 0) return
        const wait = new AbortController()
        const stirred = this.#stirred.changed(wait.signal).catch(() => {})
        await Promise.race([...lanes, stirred])
        wait.abort()
      }
    } finally {
      this.#schedule()
    }
  }

  async #run(runnable: Runnable, work: Work): Promise<void> {
    const { clock, slice, emit, pauseMs } = this.#options
    const { place, job, tries } = runnable
    const { id } = job
    if (tries >= mostTries) {
      const detail = `its run was begun ${tries} times and never came to an end`
      this.#end(id, 'failed', { code: 'internal', detail })
      tellJob({ ...job, error: { code: 'internal', detail } }, 'failed', { clock, emit })
      return
    }
    const end = new AbortController()
    this.#running.set(place, { id, end })
    this.#ledger.begin(place, clock.now())
    this.#tell(id)
    try {
      const begun = this.#ledger.find(id)
      if (begun === null || begun === 'gone') return
      const outcome = await work({
        job: begun,
        landed: this.#ledger.landed(runnable),
        signal: end.signal,
        slice,
        checkpoint: async (checkpoint) => {
          this.#ledger.land(place, checkpoint)
          this.#tell(id)
        },
      })
      if (outcome.state === 'more') this.#ledger.sleep(place, clock.now() + outcome.waitMs, { isFine: true })
      else this.#end(id, outcome.state, outcome.state === 'failed' ? outcome.error : null)
    } catch (thrown) {
      if (end.signal.aborted) return
      const error = toAppError(thrown)
      const cause = error.cause instanceof Error ? error.cause : error
      emit({ type: 'bug', message: cause.message, stack: cause.stack, requestId: job.requestId })
      this.#ledger.sleep(place, clock.now() + pauseMs * 2 ** tries, { isFine: false })
    } finally {
      this.#running.delete(place)
    }
  }

  #end(id: string, state: 'done' | 'failed' | 'cancelled', error: JobRecord['error'] = null): void {
    const { clock, limits } = this.#options
    this.#ledger.end(id, state, { now: clock.now(), keepMs: limits.keepMs, error })
    this.#tell(id)
    this.#schedule()
  }

  #tell(id: string): void {
    for (const latch of this.#latches.get(id) ?? []) latch.wake()
  }

  #schedule(): void {
    const at = this.#ledger.nextWake(this.#work && this.#options.limits.atOnce)
    if (at !== null) this.#options.setAlarm(at)
  }
}

const refusal = ({ code, message, retryAfterMs, faults }: AppError): Refusal => ({
  refused: { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(faults && { faults }) },
})
