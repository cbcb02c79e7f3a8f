// Runs the parts of jobs as BullMQ jobs, and finishes jobs whose parts have settled. BullMQ provides the locks, the tries and
// pauses, and gives the parts of a dead worker to another one.
import { type Job, type Queue, UnrecoverableError, WaitingError, Worker, type WorkerOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { atMost } from '../../core/patience.ts'
import { emitBug, emitJob } from '../../jobs/emit-job.ts'
import { brokenPart, type JobKinds } from '../../jobs/kinds.ts'
import { outcomeOf } from '../../jobs/outcome.ts'
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
  /** A connection that queues its commands while Redis is down. */
  redis: Redis
  jobs: Queue
  records: Records
  scripts: Scripts
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  stalledMs: number
  emit: Emit
  /** Notifies the watchers that this job has a new checkpoint. */
  announce(id: string): void
}

export interface Workers {
  /** Starts to load parts in this process. */
  start(runner: JobRunner): void
  /** Aborts the parts of this job that are in flight here. */
  cancel(id: string): void
  stop(graceMs: number): Promise<Stopped>
  /** Closes everything at once, as the end of the process would. */
  kill(): Promise<void>
}

/** The data of a part's BullMQ job. */
export interface PartData {
  id: string
  /** Distinguishes a job from an earlier one with the same id. */
  createdAt: number
  index: number
}

/** Fail a part after this many workers died while loading it. */
const maxStalled = 10
/** Tries of a part whose loading throws; another version of the service may be able to load it. */
const maxBroken = 3
/** Time for returning parts and closing connections after the grace period, in ms. */
export const closingMs = 2_000

/** Job records cached by a worker. */
const maxCachedRecords = 20

interface Running {
  job: string
  end: AbortController
  done: Promise<unknown>
}

/** Thrown to have BullMQ try a part again after `retryMs`, because it found no capacity. */
class RetryLater extends Error {
  readonly retryMs: number
  constructor(retryMs: number) {
    super('no capacity')
    this.retryMs = retryMs
  }
}

/** Starts the worker that finishes jobs, which every process runs; `start` adds the workers that load parts. */
export function startWorkers(options: WorkersOptions): Workers {
  const { redis, jobs, records, scripts, clock, kinds, limits, stalledMs, emit, announce } = options
  const running = new Set<Running>()
  const cachedRecords = new Map<string, Promise<JobRecord | null>>()
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
        error instanceof RetryLater ? error.retryMs : 250 * 2 ** attempts,
    },
  }
  const open = <Data, Result>(
    name: string,
    run: (job: Job<Data>, token?: string) => Promise<Result>,
    more = {},
  ) => {
    const worker = new Worker<Data, Result>(name, run, { ...shared, ...more })
    // Its errors are those of the connections, which the link reports, and lost locks, which BullMQ handles.
    worker.on('error', () => {})
    return worker
  }

  const saveCheckpoint = async (id: string, checkpoint: Checkpoint): Promise<ErrorCode | null> => {
    const code = checkpoint.part.error?.code ?? null
    await scripts.saveCheckpoint(
      clock.now(),
      id,
      checkpoint.index,
      JSON.stringify(checkpoint),
      code === null ? 0 : 1,
    )
    announce(id)
    return code
  }

  const finisher = open(jobsQueue, async (parent: Job) => {
    const id = String(parent.id)
    const codes = Object.values(await parent.getChildrenValues<ErrorCode | null>())
    for (const key of Object.keys(await parent.getIgnoredChildrenFailures())) {
      const index = Number(key.slice(key.lastIndexOf('-') + 1))
      const kind = { kind: parent.data.kind as string }
      codes.push(
        await saveCheckpoint(id, brokenPart(index, kind, kinds, 'every worker that loaded it has died')),
      )
    }
    const { keepMs } = limits
    const goneUntil = clock.now() + keepMs + goneMs
    await Promise.all([
      ...[landedKey(id), seenKey(id), failedKey(id)].map((key) => redis.pexpire(key, keepMs)),
      redis.set(goneKey(id), goneUntil, 'PX', keepMs + goneMs),
    ])
    const outcome = outcomeOf(codes)
    if (outcome.state === 'failed') throw new UnrecoverableError(JSON.stringify(outcome.error))
  })
  for (const end of ['completed', 'failed'] as const) {
    finisher.on(end, async (parent: Job | undefined) => {
      const job = parent?.id ? await records.read(parent.id).catch(() => null) : null
      if (job && hasEnded(job) && job.state !== 'cancelled') emitJob(job, job.state, { clock, emit })
    })
  }
  const workers: Worker[] = [finisher]

  /** The record of a job whose part is to be loaded here. The first worker of a job records when it started. */
  const recordOf = ({ id, createdAt }: PartData): Promise<JobRecord | null> => {
    const name = `${id}-${createdAt}`
    const known = cachedRecords.get(name)
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
    cachedRecords.set(name, record)
    // A failed read is not cached: the next part tries again.
    record.then((job) => job ?? cachedRecords.delete(name)).catch(() => cachedRecords.delete(name))
    const [oldest] = cachedRecords.keys()
    if (cachedRecords.size > maxCachedRecords && oldest !== undefined) cachedRecords.delete(oldest)
    return record
  }

  async function loadPart(ask: AskPart, part: Job<PartData>, signal: AbortSignal): Promise<ErrorCode | null> {
    const { id, index } = part.data
    const job = await recordOf(part.data)
    if (job && hasEnded(job)) return null
    try {
      if (!job) throw new AppError('internal', 'a job that this version cannot read')
      const outcome = await ask({ job, index, refusals: part.attemptsMade, signal })
      if ('retryMs' in outcome) throw new RetryLater(outcome.retryMs)
      return await saveCheckpoint(id, outcome.checkpoint)
    } catch (error) {
      if (error instanceof RetryLater || signal.aborted) throw error
      if (job) emitBug(error, job, emit)
      if (part.attemptsMade + 1 < maxBroken) throw error
      const kind = job ?? { kind: part.queueName.slice(partsQueue('').length) }
      return saveCheckpoint(id, brokenPart(index, kind, kinds, 'loading it failed because of a bug'))
    }
  }

  async function run(ask: AskPart, part: Job<PartData>, token?: string): Promise<ErrorCode | null> {
    const end = new AbortController()
    const done = loadPart(ask, part, end.signal)
    const entry: Running = { job: part.data.id, end, done }
    running.add(entry)
    try {
      return await done
    } catch (error) {
      if (!end.signal.aborted) throw error
      if (!isStopping) throw new UnrecoverableError('the job is over')
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
    start(runner) {
      const ask = runner.open()
      const concurrency = limits.atOnce * runner.concurrency
      for (const kind of kinds.keys()) {
        workers.push(
          open<PartData, ErrorCode | null>(partsQueue(kind), (part, token) => run(ask, part, token), {
            concurrency,
          }),
        )
      }
    },
    cancel(id) {
      for (const name of cachedRecords.keys()) if (name.startsWith(id)) cachedRecords.delete(name)
      abort(
        [...running].filter(({ job }) => job === id),
        new AppError('gone', 'the job was cancelled'),
      )
    },
    async stop(graceMs) {
      isStopping = true
      const before = new Set([...running].map(({ job }) => job))
      const closed = Promise.allSettled(workers.map((worker) => worker.close()))
      // Waits for the parts and not for `closed`, which would wait for a Redis that is down even without parts.
      await atMost(clock, graceMs, Promise.allSettled([...running].map(({ done }) => done)))
      const interrupted = new Set([...running].map(({ job }) => job))
      abort(running, new AppError('draining', 'the instance is shutting down'))
      await atMost(clock, closingMs, closed)
      return { finished: before.difference(interrupted).size, interrupted: interrupted.size }
    },
    async kill() {
      redis.disconnect()
      const closed = Promise.allSettled(workers.map((worker) => worker.close(true)))
      abort(running, new AppError('draining', 'the instance has ended'))
      await atMost(clock, closingMs, closed)
    },
  }
}
