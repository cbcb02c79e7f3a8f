// Jobs in Redis, run by the workers of a deployment: the engine of instances that stand together. What is kept of a job is
// ours; BullMQ dispatches it, and takes it from a worker that has died.
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import type { JobKinds } from '../../jobs/kinds.ts'
import { tellJob } from '../../jobs/observe.ts'
import type { JobQueue, QueueLimits } from '../../jobs/queue.ts'
import { watchByReading } from '../../jobs/watch.ts'
import { createConnection } from '../../runtime/node/redis/connection.ts'
import { createLink } from '../../runtime/node/redis/link.ts'
import { createListeners } from '../../runtime/node/redis/listeners.ts'
import { createKeep } from './keep.ts'
import { createReach } from './reach.ts'
import { runJob } from './run.ts'
import { channel, defineScripts, dispatchName, dispatchPrefix } from './scripts.ts'
import { type Dispatched, startWorker } from './worker.ts'

export interface BullmqOptions {
  url: string
  clock: Clock
  kinds: JobKinds
  limits: QueueLimits
  /** A worker that has not been heard of for so long is taken to be dead, in ms. */
  stalledMs: number
  emit: Emit
}

export interface BullmqQueue extends JobQueue {
  readonly isUp: boolean
  /** Lets go of every connection at once: after `stop`, or as a crash would. */
  close(): Promise<void>
}

/** Longest time that an answer may take before Redis counts as away: nothing stands in for it, so that it is given a while. */
const patienceMs = 1_000

/** A change that was not heard is seen after so many ms. */
const pollMs = 2_000

/** Begins to connect, and does not wait for it: until Redis answers, every step is `unavailable`. */
export function createBullmqQueue(options: BullmqOptions): BullmqQueue {
  const { url, clock, kinds, limits, stalledMs, emit } = options
  const redis = createConnection({ url, clock, name: 'tributary-jobs' })
  const subscriber = createConnection({ url, clock, name: 'tributary-jobs-listener' })
  const link = createLink({
    redis,
    clock,
    patienceMs,
    tell(change) {
      emit({ type: 'jobs-store', ...change })
      if (change.isUp) void warnOfEviction(redis, emit)
    },
  })
  const reach = createReach(link)
  const keep = createKeep({ reach, scripts: defineScripts(redis), kinds, limits, now: clock.now })
  const listeners = createListeners(subscriber, channel, clock)
  const ending = new AbortController()
  let isTaking = true
  let worker: Dispatched | null = null
  for (const each of [redis, subscriber]) each.connect().catch(() => {})

  // After the connection has begun to open: BullMQ would not outlive a first attempt of its own that failed.
  const dispatch = new Queue(dispatchName, {
    connection: redis,
    prefix: dispatchPrefix,
    skipVersionCheck: true,
    skipMetasUpdate: true,
    defaultJobOptions: {
      attempts: 20,
      backoff: { type: 'custom' },
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
    },
  })
  dispatch.on('error', () => {})
  const backend = dispatch.getBackend()

  /** Hands a job to the workers; one that is there already stays where it is. */
  const send = (id: string, signal: AbortSignal): Promise<unknown> =>
    reach(() => dispatch.add('job', null, { jobId: id }), signal)

  /** Hands over again what has got lost between the record and its dispatch. */
  const mend = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        await clock.wait(stalledMs * (1 + clock.random()), ending.signal)
        for (const id of await keep.lost(ending.signal)) await send(id, ending.signal)
      } catch {
        // Redis is away, or the engine has ended.
      }
    }
  }

  const queue: BullmqQueue = {
    survives: true,
    get isUp() {
      return link.isUp
    },

    async submit(order, signal) {
      const submitted = await keep.submit(order, isTaking, signal)
      // It is kept by now, and so it is taken: where this fails the workers find it by themselves.
      if (submitted.isNew) await send(order.id, signal).catch(() => {})
      return submitted
    },

    find: keep.find,

    checkpoints: keep.checkpoints,

    list: keep.list,

    async cancel(id, signal) {
      const job = await keep.cancel(id, signal)
      // Whoever is dispatched to a job that has ended does nothing; it need not wait for that.
      if (job !== null && job !== 'gone') await reach(() => dispatch.remove(id), signal).catch(() => {})
      return job
    },

    async *watch(id, after, signal) {
      const listener = listeners.listen(id)
      try {
        const changed = (until: AbortSignal): Promise<void> => listener.heard(pollMs, until)
        yield* watchByReading(queue, id, after, { changed }, signal)
      } finally {
        listener.end()
      }
    },

    start(work) {
      worker = startWorker({
        connection: createConnection({ url, clock, name: 'tributary-jobs-worker', options: blocking }),
        clock,
        atOnce: limits.atOnce,
        stalledMs,
        run: (id, token, end) => {
          const listener = listeners.listen(`cancel:${id}`)
          const renew = (signal: AbortSignal) =>
            reach(() => backend.extendLock(id, token(), stalledMs), signal)
          return runJob(id, { keep, clock, emit, work, listener, renew, renewMs: stalledMs / 3 }, end)
        },
        giveBack: (id, token) => reach(() => backend.moveJobFromActiveToWait(id, token), ending.signal),
        async onGivenUp(id, error) {
          await keep.finish(id, { run: null, state: 'failed', error, landed: 0 }, ending.signal)
          const job = await keep.find(id, ending.signal)
          // No run of it has said so.
          if (job !== null && job !== 'gone' && job.state === 'failed')
            tellJob(job, 'failed', { clock, emit })
        },
      })
      void mend()
    },

    async stop(graceMs) {
      isTaking = false
      return (await worker?.stop(graceMs)) ?? { finished: 0, interrupted: 0 }
    },

    counts: keep.counts,

    async close() {
      isTaking = false
      ending.abort(new AppError('draining', 'the instance has ended'))
      link.close()
      subscriber.disconnect()
      await worker?.kill()
    },
  }
  return queue
}

/** A worker waits for its Redis: what it wants to say is kept until there is a connection again. */
const blocking = {
  // BullMQ makes a second connection of this one, and would not outlive a first attempt of its own that failed.
  lazyConnect: false,
  enableOfflineQueue: true,
  autoResendUnfulfilledCommands: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
  socketTimeout: undefined,
}

/** A Redis that is short of memory must refuse, rather than forget jobs. */
async function warnOfEviction(redis: Redis, emit: Emit): Promise<void> {
  const memory = await redis.info('memory').catch(() => '')
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
  if (policy === undefined || policy === 'noeviction') return
  const message = `JOBS_REDIS_URL: maxmemory-policy is ${policy}: jobs may get lost; it must be noeviction`
  emit({ type: 'warning', message })
}
