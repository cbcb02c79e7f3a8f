// What is told of jobs, whatever keeps them: one event each time a job comes into another state.
import type { Clock } from '../core/clock.ts'
import type { Emit } from '../core/events.ts'
import type { JobQueue } from './queue.ts'
import type { JobRecord, JobState } from './record.ts'
import type { Work } from './work.ts'

export interface ObserveOptions {
  clock: Pick<Clock, 'now'>
  emit: Emit
}

/** Tells of jobs that are submitted to a queue and cancelled in it. */
export function observeQueue(queue: JobQueue, options: ObserveOptions): JobQueue {
  return {
    survives: queue.survives,
    find: (id, signal) => queue.find(id, signal),
    checkpoints: (id, from, signal) => queue.checkpoints(id, from, signal),
    list: (search, signal) => queue.list(search, signal),
    watch: (id, after, signal) => queue.watch(id, after, signal),
    start: (work) => queue.start(work),
    stop: (graceMs) => queue.stop(graceMs),
    counts: (signal) => queue.counts(signal),
    async submit(order, signal) {
      const submitted = await queue.submit(order, signal)
      if (submitted.isNew) tellJob(submitted.job, 'pending', options)
      return submitted
    },
    async cancel(id, signal) {
      const before = await queue.find(id, signal)
      const job = await queue.cancel(id, signal)
      const isNews = before !== null && before !== 'gone' && before.endedAt === null
      if (isNews && job !== null && job !== 'gone' && job.state === 'cancelled')
        tellJob(job, 'cancelled', options)
      return job
    },
  }
}

/** Tells of jobs that are begun, gone on with, and ended by running them. */
export function observeWork(work: Work, options: ObserveOptions): Work {
  return async (task) => {
    let done = task.landed.length
    const at = (): JobRecord => ({ ...task.job, done })
    if (!task.slice || done === 0) tellJob(at(), 'running', options)
    const outcome = await work({
      ...task,
      async checkpoint(checkpoint) {
        await task.checkpoint(checkpoint)
        done++
      },
    })
    if (outcome.state !== 'more') {
      tellJob({ ...at(), error: outcome.state === 'failed' ? outcome.error : null }, outcome.state, options)
    }
    return outcome
  }
}

/** Tells that a job has come into this state. */
export function tellJob(job: JobRecord, state: JobState, { clock, emit }: ObserveOptions): void {
  const { kind, requestId, done, items, createdAt, error } = job
  const tookMs = Math.max(0, clock.now() - createdAt)
  emit({ type: 'job', kind, state, requestId, done, total: items.length, tookMs, code: error?.code ?? null })
}
