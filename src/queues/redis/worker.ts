// Runs parts as BullMQ jobs, and ends jobs whose parts are completed. Locks, attempts, pauses and recovery from dead workers are
// BullMQ's.
import { type Job, type Queue, UnrecoverableError, WaitingError, Worker, type WorkerOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { atMost } from '../../core/patience.ts'
import { emitBug, emitJob } from '../../jobs/emit-job.ts'
import { brokenPart, type JobKinds } from '../../jobs/kinds.ts'
import { jobOutcome } from '../../jobs/outcome.ts'
import type { QueueLimits, Stopped } from '../../jobs/queue.ts'
import { type Checkpoint, goneMs, hasEnded, type JobRecord } from '../../jobs/record.ts'
import type { AskPart, JobRunner } from '../../jobs/runner.ts'
import type { Progress, Records } from './records.ts'
import {
  failedKey,
  goneKey,
  jobsQueue,
  landedKey,
  partsQueue,
  prefix,
  type Scripts,
  seenKey,
} from './scripts.ts'

export interface WorkersOptions {
  /** A connection that waits for a Redis that is down instead of rejecting. */
  redis: Redis
  jobs: Queue
  records: Records
  scripts: Scripts
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  stalledMs: number
  emit: Emit
  /** Announces that a part of this job has been completed. */
  announce(id: string): void
}

export interface Workers {
  /** Starts requesting parts in this process. */
  start(work: JobRunner): void
  /** Aborts this job's requests in this process. */
  cancel(id: string): void
  stop(graceMs: number): Promise<Stopped>
  /** Closes everything, as if the process had ended. */
  kill(): Promise<void>
}

/** What BullMQ stores of a part. */
export interface PartData {
  id: string
  /** Distinguishes successive jobs with the same id. */
  createdAt: number
  index: number
}

/** After this many workers have died while running a part, the part is considered the cause and fails. */
const maxStalled = 10
/** Tries of a part whose request threw unexpectedly: another version may be able to run it. */
const maxBroken = 3
/** Time for handing parts back and closing after the grace, in ms. */
export const partingMs = 2_000

/** Maximum number of job records that a worker caches. */
const maxBegun = 20

interface Running {
  job: string
  end: AbortController
  done: Promise<unknown>
}

/** Thrown when there is no capacity for a part; BullMQ retries it after `retryMs`. */
class Later extends Error {
  readonly retryMs: number
  constructor(retryMs: number) {
    super('no capacity')
    this.retryMs = retryMs
  }
}

/** Starts the worker that ends jobs whose parts are completed; every process runs one. */
export function startWorkers(options: WorkersOptions): Workers {
  const { redis, jobs, records, scripts, clock, kinds, limits, stalledMs, emit, announce } = options
  const running = new Set<Running>()
  const begun = new Map<string, Promise<JobRecord | null>>()
  let isStopping = false
  const shared: WorkerOptions = {
    connection: redis,
    prefix,
    skipVersionCheck: true,
    lockDuration: stalledMs,
    stalledInterval: stalledMs,
    maxStalledCount: maxStalled,
    runRetryDelay: 500,
    settings: {
      backoffStrategy: (attempts = 1, _type, error) =>
        error instanceof Later ? error.retryMs : 250 * 2 ** attempts,
    },
  }
  const open = <Data, Result>(
    name: string,
    run: (job: Job<Data>, token?: string) => Promise<Result>,
    more = {},
  ) => {
    const worker = new Worker<Data, Result>(name, run, { ...shared, ...more })
    // Its errors concern connections, which report them already, and lost locks.
    worker.on('error', () => {})
    return worker
  }

  const land = async (id: string, checkpoint: Checkpoint): Promise<ErrorCode | null> => {
    const code = checkpoint.part.error?.code ?? null
    await scripts.land(clock.now(), id, checkpoint.index, JSON.stringify(checkpoint), code === null ? 0 : 1)
    announce(id)
    return code
  }

  const finisher = open(jobsQueue, async (parent: Job) => {
    const id = String(parent.id)
    const codes = Object.values(await parent.getChildrenValues<ErrorCode | null>())
    for (const key of Object.keys(await parent.getIgnoredChildrenFailures())) {
      const index = Number(key.slice(key.lastIndexOf('-') + 1))
      const kind = { kind: parent.data.kind as string }
      codes.push(await land(id, brokenPart(index, kind, kinds, 'every worker that requested it died')))
    }
    const { keepMs } = limits
    const goneUntil = clock.now() + keepMs + goneMs
    await Promise.all([
      ...[landedKey(id), seenKey(id), failedKey(id)].map((key) => redis.pexpire(key, keepMs)),
      redis.set(goneKey(id), goneUntil, 'PX', keepMs + goneMs),
    ])
    const outcome = jobOutcome(codes)
    if (outcome.state === 'failed') throw new UnrecoverableError(JSON.stringify(outcome.error))
  })
  for (const end of ['completed', 'failed'] as const) {
    finisher.on(end, async (parent: Job | undefined) => {
      const job = parent?.id ? await records.read(parent.id).catch(() => null) : null
      if (job && hasEnded(job) && job.state !== 'cancelled') emitJob(job, job.state, { clock, emit })
    })
  }
  const workers: Worker[] = [finisher]

  /** The record of a job whose parts this process requests. The first process to do so stores when the job started. */
  const recordOf = ({ id, createdAt }: PartData): Promise<JobRecord | null> => {
    const name = `${id}-${createdAt}`
    const known = begun.get(name)
    if (known) return known
    const begin = async (): Promise<JobRecord | null> => {
      const job = await records.read(id)
      if (!job || job.startedAt !== null) return job
      const running = { ...job, state: 'running', startedAt: clock.now() } as const
      await jobs.updateJobProgress(id, { startedAt: running.startedAt } satisfies Progress)
      emitJob(running, 'running', { clock, emit })
      return running
    }
    const record = begin()
    begun.set(name, record)
    // A record that cannot be read now may be readable later.
    record.then((job) => job ?? begun.delete(name)).catch(() => begun.delete(name))
    const [oldest] = begun.keys()
    if (begun.size > maxBegun && oldest !== undefined) begun.delete(oldest)
    return record
  }

  async function askFor(ask: AskPart, part: Job<PartData>, signal: AbortSignal): Promise<ErrorCode | null> {
    const { id, index } = part.data
    const job = await recordOf(part.data)
    if (job && hasEnded(job)) return null
    try {
      if (!job) throw new AppError('internal', 'this version cannot read the job')
      const outcome = await ask({ job, index, refusals: part.attemptsMade, signal })
      if ('retryMs' in outcome) throw new Later(outcome.retryMs)
      return await land(id, outcome.checkpoint)
    } catch (error) {
      if (error instanceof Later || signal.aborted) throw error
      if (job) emitBug(error, job, emit)
      if (part.attemptsMade + 1 < maxBroken) throw error
      const kind = job ?? { kind: part.queueName.slice(partsQueue('').length) }
      return land(id, brokenPart(index, kind, kinds, 'requesting it failed because of a bug in this service'))
    }
  }

  async function run(ask: AskPart, part: Job<PartData>, token?: string): Promise<ErrorCode | null> {
    const end = new AbortController()
    const done = askFor(ask, part, end.signal)
    const entry: Running = { job: part.data.id, end, done }
    running.add(entry)
    try {
      return await done
    } catch (error) {
      if (!end.signal.aborted) throw error
      if (!isStopping) throw new UnrecoverableError('the job has ended')
      await part.moveToWait(token)
      throw new WaitingError()
    } finally {
      running.delete(entry)
    }
  }

  const abort = (entries: Iterable<Running>, reason: AppError): void => {
    for (const { end } of entries) end.abort(reason)
  }

  return {
    start(work) {
      const ask = work.open()
      const concurrency = limits.atOnce * work.concurrency
      for (const kind of kinds.keys()) {
        workers.push(
          open<PartData, ErrorCode | null>(partsQueue(kind), (part, token) => run(ask, part, token), {
            concurrency,
          }),
        )
      }
    },
    cancel(id) {
      for (const name of begun.keys()) if (name.startsWith(id)) begun.delete(name)
      abort(
        [...running].filter(({ job }) => job === id),
        new AppError('gone', 'the job was cancelled'),
      )
    },
    async stop(graceMs) {
      isStopping = true
      const before = new Set([...running].map(({ job }) => job))
      const closed = Promise.allSettled(workers.map((worker) => worker.close()))
      // Closing itself is not awaited: BullMQ would wait for a Redis that is down even with nothing in flight.
      await atMost(clock, graceMs, Promise.allSettled([...running].map(({ done }) => done)))
      const interrupted = new Set([...running].map(({ job }) => job))
      abort(running, new AppError('draining', 'the instance is shutting down'))
      await atMost(clock, partingMs, closed)
      return { finished: before.difference(interrupted).size, interrupted: interrupted.size }
    },
    async kill() {
      redis.disconnect()
      const closed = Promise.allSettled(workers.map((worker) => worker.close(true)))
      abort(running, new AppError('draining', 'the instance has ended'))
      await atMost(clock, partingMs, closed)
    },
  }
}
