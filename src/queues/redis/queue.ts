// Jobs in Redis, run by all workers of a deployment, as BullMQ flows: a job is a parent, each of its parts a child. Over 250
// lines, because it implements the whole queue contract; the scripts and the worker are in files of their own.
import { FlowProducer, Queue, QueueEvents, QueueEventsProducer } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { changedWithin } from '../../core/latch.ts'
import { atMost } from '../../core/patience.ts'
import { type Placed, pageOf, placeOf } from '../../jobs/cursor.ts'
import { emitJob } from '../../jobs/emit-job.ts'
import type { JobKinds } from '../../jobs/kinds.ts'
import type { JobQueue, QueueLimits, Submitted } from '../../jobs/queue.ts'
import { hasEnded, type NewJob, recordOf } from '../../jobs/record.ts'
import { isDraining, repeated, tooManyOfOwner, tooManyWaiting } from '../../jobs/refusals.ts'
import { createWatchers } from '../../jobs/watch.ts'
import { createConnection, evictionOf, waitingOptions } from '../../runtime/node/redis/connection.ts'
import { createLink, refusalOf } from '../../runtime/node/redis/link.ts'
import { createRecords } from './records.ts'
import * as keys from './scripts.ts'
import { type PartData, partingMs, startWorkers } from './worker.ts'

export interface RedisQueueOptions {
  url: string
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  /** A worker that is silent for this time is considered dead, in ms. */
  stalledMs: number
  emit: Emit
}

export interface RedisQueue extends JobQueue {
  readonly isUp: boolean
  /** Closes every connection at once: after `stop`, or as a crash would. */
  close(): Promise<void>
}

/** Timeout of one step, in ms. Generous, because nothing can stand in for this Redis. */
const timeoutMs = 2_000
/** Pause before checking whether another instance that admitted the same job has added it, in ms. */
const addingMs = 25
/** Retries of a part for lack of capacity: an hour, with pauses that grow to a minute. */
const attempts = 100
const pageSize = 50
/** Interval at which a watcher polls in case it missed a notification, in ms. */
const pollMs = 2_000

/** Starts to connect without waiting: until Redis answers, every method throws `unavailable`. */
export function createRedisQueue(options: RedisQueueOptions): RedisQueue {
  const { url, clock, kinds, limits, emit } = options
  const { keepMs } = limits
  const connect = (name: string, more = {}): Redis =>
    createConnection({ url, clock, name: `tributary-jobs${name}`, options: more })
  const redis = connect('', { commandTimeout: 5_000, socketTimeout: 5_000 })
  /** A Redis that runs out of memory must refuse writes instead of evicting jobs. */
  const warnOfEviction = async (): Promise<void> => {
    const policy = await evictionOf(redis).catch(() => 'noeviction')
    if (policy === 'noeviction') return
    const message = `JOBS_REDIS_URL: maxmemory-policy is ${policy}, so jobs may be lost; it must be noeviction`
    emit({ type: 'warning', message })
  }
  const patient = connect('-worker', waitingOptions)
  const link = createLink({
    redis,
    clock,
    timeoutMs,
    tell(change) {
      emit({ type: 'jobs-store', ...change })
      if (change.isUp) void warnOfEviction()
    },
  })
  redis.connect().catch(() => {})

  // Created after the connection starts to open: BullMQ does not recover if its own first attempt fails.
  const base = { prefix: keys.prefix, skipVersionCheck: true }
  const flows = new FlowProducer({ ...base, connection: redis })
  const jobs = new Queue(keys.jobsQueue, { ...base, connection: redis })
  const events = new QueueEvents(keys.jobsQueue, { ...base, connection: patient })
  const producer = new QueueEventsProducer(keys.jobsQueue, { ...base, connection: redis })
  const jobsOfWorkers = new Queue(keys.jobsQueue, { ...base, connection: patient })
  const clients = [flows, jobs, events, producer, jobsOfWorkers]
  // Their errors concern their connections, which report them already.
  for (const client of clients as Pick<Queue, 'on'>[]) client.on('error', () => {})
  const scripts = keys.defineScripts(redis)
  const of = { kinds, keepMs, now: clock.now }
  const records = createRecords({ jobs, redis, ...of })
  const announce = (eventName: 'landed' | 'cancelled', id: string): Promise<void> =>
    producer.publishEvent({ eventName, jobId: id }).catch(() => {})
  const workers = startWorkers({
    ...options,
    redis: patient,
    jobs: jobsOfWorkers,
    records: createRecords({ jobs: jobsOfWorkers, redis: patient, ...of }),
    scripts: keys.defineScripts(patient),
    announce: (id) => void announce('landed', id),
  })
  const notifications = events as unknown as {
    on(event: string, listener: (args: { jobId: string }) => void): void
  }
  for (const event of ['progress', 'completed', 'failed', 'landed', 'cancelled']) {
    notifications.on(event, ({ jobId }) => watchers.wake(jobId))
  }
  notifications.on('cancelled', ({ jobId }) => workers.cancel(jobId))
  let isAccepting = true

  /** Runs commands; rejects with `unavailable` when Redis is down or too slow, or with the signal's reason. */
  const reach = async <T>(signal: AbortSignal, commands: () => Promise<T>): Promise<T> => {
    let refusal: AppError | undefined
    const run = () =>
      commands().catch((error: unknown) => {
        if (error instanceof AppError) refusal = error
        throw error
      })
    try {
      return await link.run(run, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (refusal) throw refusal
      const refused = refusalOf(error)
      const what = refused === null ? 'cannot be reached' : `cannot be used: ${refused}`
      throw new AppError('unavailable', `the Redis that keeps the jobs ${what}`, {
        retryAfterMs: 2_000,
        cause: error,
      })
    }
  }

  const add = async (newJob: NewJob, createdAt: number): Promise<void> => {
    const { id, kind, items } = newJob
    const age = Math.ceil(keepMs / 1_000)
    await flows.add({
      name: kind,
      queueName: keys.jobsQueue,
      data: { ...newJob, createdAt },
      opts: { jobId: id, removeOnComplete: { age }, removeOnFail: { age }, stackTraceLimit: 0 },
      children: items.map((_, index) => ({
        name: kind,
        queueName: keys.partsQueue(kind),
        data: { id, createdAt, index } satisfies PartData,
        opts: {
          jobId: `${id}-${createdAt}-${index}`,
          // Equal indices first, so that jobs take turns part by part.
          priority: index + 1,
          attempts,
          backoff: { type: 'custom' },
          // Its outcome is stored with its parent.
          removeOnComplete: true,
          removeOnFail: true,
          ignoreDependencyOnFailure: true,
          stackTraceLimit: 0,
        },
      })),
    })
  }

  /** Admits a job and adds it; null when another instance is adding it. */
  const submit = async (newJob: NewJob): Promise<Submitted | null> => {
    const known = await records.find(newJob.id)
    const repeat = repeated(known, newJob)
    if (repeat) return repeat
    if (!isAccepting) throw isDraining()
    const { id, owner } = newJob
    const maxOwn = owner === null ? -1 : limits.perOwner
    const given = [id, keys.ownerText(owner), limits.pending, maxOwn, keepMs]
    const [what, count] = (await scripts.admit(clock.now(), ...given)) as [string, number?]
    if (what === 'overloaded') throw tooManyWaiting(count ?? 0)
    if (what === 'rate_limited') throw tooManyOfOwner(count ?? 0, limits)
    if (what !== 'new') return null
    const job = recordOf(newJob, clock.now())
    // BullMQ removes an expired job only when the next one ends.
    if (known === 'gone') await jobs.remove(id)
    await add(newJob, job.createdAt)
    await redis.del(keys.addingKey(id))
    emitJob(job, 'pending', options)
    return { job, isNew: true }
  }

  const queue: RedisQueue = {
    isDurable: true,
    get isUp() {
      return link.isUp
    },

    async submit(newJob, signal) {
      for (;;) {
        const submitted = await reach(signal, () => submit(newJob))
        if (submitted) return submitted
        await clock.wait(addingMs, signal)
      }
    },

    find: (id, signal) => reach(signal, () => records.find(id)),

    checkpoints: (id, from, signal) =>
      reach(signal, async () => {
        const job = await records.find(id)
        return job === null || job === 'gone' ? [] : records.landed(job, from)
      }),

    async list({ owner, state, limit, cursor }, signal) {
      let before = cursor === undefined ? '+inf' : `(${placeOf(cursor)}`
      const found: Placed[] = []
      for (let isLast = false; !isLast && found.length <= limit; ) {
        const rows = await reach(signal, () =>
          redis.zrevrangebyscore(keys.listKey(owner), before, '-inf', 'WITHSCORES', 'LIMIT', 0, pageSize),
        )
        const ids = rows.filter((_, at) => at % 2 === 0)
        const page = await reach(signal, () => Promise.all(ids.map((id) => records.find(id))))
        for (const [at, job] of page.entries()) {
          const matches = job !== null && job !== 'gone' && (state === undefined || job.state === state)
          if (matches) found.push({ place: Number(rows[2 * at + 1]), job })
        }
        isLast = ids.length < pageSize
        before = `(${rows.at(-1)}`
      }
      return pageOf(found, limit)
    },

    cancel: (id, signal) =>
      reach(signal, async () => {
        const job = await records.find(id)
        if (job === null || job === 'gone' || hasEnded(job)) return job
        const hasEndedIt = (await scripts.cancel(clock.now(), id)) === 1
        const cancelled = await records.find(id)
        if (!hasEndedIt || cancelled === null || cancelled === 'gone') return cancelled
        emitJob(cancelled, 'cancelled', options)
        await announce('cancelled', id)
        await (await jobs.getJob(id))?.removeUnprocessedChildren()
        return cancelled
      }),

    watch: (id, after, signal) => watchers.watch(id, after, signal),

    start: workers.start,

    stop(graceMs) {
      isAccepting = false
      return workers.stop(graceMs)
    },

    counts: (signal) =>
      reach(signal, async () => {
        for (const state of ['completed', 'failed'] as const) await jobs.clean(keepMs, 1_000, state)
        const [bull, own] = await Promise.all([
          jobs.getJobCounts('completed', 'failed', 'waiting-children', 'wait', 'active', 'delayed'),
          scripts.counts(clock.now(), '', clock.now() - keepMs),
        ])
        const [pending = 0, open = 0, cancelled = 0] = own as number[]
        const { completed = 0, failed = 0, ...unfinished } = bull
        const running = Object.values(unfinished).reduce((sum, count) => sum + count, -pending - open)
        const done = Math.max(0, completed - (cancelled - open))
        return { pending, running: Math.max(0, running), done, failed, cancelled }
      }),

    async close() {
      isAccepting = false
      link.close()
      // BullMQ would wait for a Redis that is down.
      const closed = Promise.allSettled(clients.map((client) => client.close()))
      await Promise.all([workers.kill(), atMost(clock, partingMs, closed)])
    },
  }
  const watchers = createWatchers(queue, (latch, signal) => changedWithin(latch, pollMs, { clock, signal }))
  return queue
}
