// What every engine of jobs promises: a suite that each engine's test runs. Nothing here reads a clock: an engine on a
// virtual clock moves it in `pass`, one on a real clock has short times and waits in `pass`.
import { afterEach, describe, expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import type { JobChange, JobQueue, QueueLimits } from '../../src/jobs/queue.ts'
import { goneMs, type JobRecord } from '../../src/jobs/record.ts'
import type { Outcome, Task, Work } from '../../src/jobs/work.ts'
import { eventually } from '../support/eventually.ts'
import { checkpointOf, orderOf } from '../support/orders.ts'

/** One process's queue. Those of one bench share what is kept, where jobs outlive a process. */
export interface Bench {
  /** Opens the queue as a process does. Never closed by the suite: `close` does it. */
  open(limits?: Partial<QueueLimits>): Promise<JobQueue>
  /** Ends what a queue of this bench runs, as a crash would: no goodbye. Absent where nothing outlives the process. */
  kill?(queue: JobQueue): Promise<void>
  /** Lets this much of the queue's time pass. */
  pass(ms: number): Promise<void>
  /** How long results are kept unless `open` says otherwise. */
  keepMs: number
  /** Whether the hour in which a job is `gone` can be let pass. */
  canPassHours: boolean
  /** False where the platform alone decides when a process ends, and tells nobody. */
  canStop?: boolean
  close(): Promise<void>
}

/** A work whose runs the test plays itself. */
function scriptedWork(): {
  work: Work
  tasks: Task[]
  settle(index: number, outcome: Outcome | Error): void
} {
  const tasks: Task[] = []
  const ends: ((outcome: Outcome | Error) => void)[] = []
  const work: Work = (task) =>
    new Promise<Outcome>((resolve, reject) => {
      tasks.push(task)
      ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)))
      task.signal.addEventListener('abort', () => reject(task.signal.reason), { once: true })
    })
  return { work, tasks, settle: (index, outcome) => ends[index]?.(outcome) }
}

const never = neverAborted

/** Runs the suite; `makeBench` is called for each test. */
export function describeQueue(name: string, makeBench: () => Promise<Bench>): void {
  describe(`${name} as a queue of jobs`, () => {
    let bench: Bench | undefined
    afterEach(async () => {
      await bench?.close()
      bench = undefined
    })
    const begin = async (limits?: Partial<QueueLimits>): Promise<{ bench: Bench; queue: JobQueue }> => {
      const made = await makeBench()
      bench = made
      return { bench: made, queue: await made.open(limits) }
    }
    /** Looks again, and lets a little time pass in between, until it holds. */
    const soon = async (expectation: () => void | Promise<void>): Promise<void> => {
      await eventually(async () => {
        await bench?.pass(1)
        await expectation()
      })
    }
    const found = async (queue: JobQueue, id: string): Promise<JobRecord> => {
      const job = await queue.find(id, never)
      if (job === null || job === 'gone') throw new Error(`no job: ${job}`)
      return job
    }
    const reaches = (queue: JobQueue, id: string, state: JobRecord['state']): Promise<void> =>
      soon(async () => expect((await found(queue, id)).state).toBe(state))

    /** Submits a job and has it end as told, with a checkpoint for each item. */
    const ended = async (
      queue: JobQueue,
      script: ReturnType<typeof scriptedWork>,
      owner: string | null = null,
    ) => {
      const at = script.tasks.length
      const { job } = await queue.submit(orderOf({ items: 1, owner }), never)
      await soon(() => expect(script.tasks.length).toBeGreaterThan(at))
      await script.tasks[at]?.checkpoint(checkpointOf(0))
      script.settle(at, { state: 'done' })
      await reaches(queue, job.id, 'done')
      return job
    }

    test('a job waits until somebody runs jobs, and is then run to its end', async () => {
      const { queue } = await begin()
      const order = orderOf()
      const { job, isNew } = await queue.submit(order, never)
      expect([isNew, job.state, job.done, job.endedAt]).toEqual([true, 'pending', 0, null])
      const script = scriptedWork()
      queue.start(script.work)
      await reaches(queue, order.id, 'running')
      const [task] = script.tasks
      expect(task?.job.items).toEqual(order.items)
      expect(task?.landed).toEqual([])
      for (const index of [1, 0, 2]) await task?.checkpoint(checkpointOf(index, { failed: index === 2 }))
      expect((await found(queue, order.id)).done).toBe(3)
      script.settle(0, { state: 'done' })
      await reaches(queue, order.id, 'done')
      const { startedAt, endedAt, expiresAt } = await found(queue, order.id)
      expect(startedAt).toBeGreaterThanOrEqual(job.createdAt)
      expect(endedAt).toBeGreaterThanOrEqual(startedAt ?? Infinity)
      expect(expiresAt).toBeGreaterThan(endedAt ?? Infinity)
      const landed = await queue.checkpoints(order.id, { after: 0, most: 10 }, never)
      expect(landed).toEqual([checkpointOf(1), checkpointOf(0), checkpointOf(2, { failed: true })])
      expect(await queue.checkpoints(order.id, { after: 1, most: 1 }, never)).toEqual([checkpointOf(0)])
    })

    test('nobody is found by an id that was not given out', async () => {
      const { queue } = await begin()
      expect(await queue.find('nobody', never)).toBe(null)
      expect(await queue.cancel('nobody', never)).toBe(null)
      expect(await queue.checkpoints('nobody', { after: 0, most: 10 }, never)).toEqual([])
    })

    test('a repeat under the same key is the same job, of the same owner only', async () => {
      const { queue } = await begin()
      const own = { owner: 'ann', idempotency: 'digest', requestHash: 'a' }
      const first = await queue.submit(orderOf(own), never)
      const again = await queue.submit(orderOf(own), never)
      expect([again.isNew, again.job.id]).toEqual([false, first.job.id])
      const other = await queue.submit(orderOf({ ...own, owner: 'bob' }), never)
      expect([other.isNew, other.job.id === first.job.id]).toEqual([true, false])
      const error = await queue.submit(orderOf({ ...own, requestHash: 'b' }), never).catch((thrown) => thrown)
      expect(error).toBeInstanceOf(AppError)
      expect(error.code).toBe('conflict')
    })

    test('of repeats that come together one is new', async () => {
      const { queue } = await begin()
      const submit = () => queue.submit(orderOf({ idempotency: 'digest' }), never)
      const all = await Promise.all([submit(), submit(), submit(), submit()])
      expect(all.filter(({ isNew }) => isNew).length).toBe(1)
      expect(new Set(all.map(({ job }) => job.id)).size).toBe(1)
    })

    test('jobs are begun in the order in which they came', async () => {
      const { queue } = await begin({ atOnce: 1 })
      const orders = [orderOf(), orderOf(), orderOf()]
      for (const order of orders) await queue.submit(order, never)
      const script = scriptedWork()
      queue.start(script.work)
      for (const [index, { id }] of orders.entries()) {
        await soon(() => expect(script.tasks.map(({ job }) => job.id)).toContain(id))
        expect(script.tasks.length).toBe(index + 1)
        script.settle(index, { state: 'done' })
      }
    })

    test('no more jobs are run at once than are allowed', async () => {
      const { bench, queue } = await begin({ atOnce: 2 })
      const script = scriptedWork()
      queue.start(script.work)
      for (let count = 0; count < 4; count++) await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(2))
      await bench.pass(20)
      expect(script.tasks.length).toBe(2)
      script.settle(0, { state: 'done' })
      await soon(() => expect(script.tasks.length).toBe(3))
    })

    test('a failed job says why', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      script.settle(0, { state: 'failed', error: { code: 'not_found', detail: 'no such words' } })
      await reaches(queue, job.id, 'failed')
      expect((await found(queue, job.id)).error).toEqual({ code: 'not_found', detail: 'no such words' })
    })

    test('a job whose run breaks, however often it is tried, has failed by our fault', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(async () => {
        for (const index of script.tasks.keys()) script.settle(index, new Error('a bug'))
        expect((await found(queue, job.id)).state).toBe('failed')
      })
      expect((await found(queue, job.id)).error?.code).toBe('internal')
    })

    test('a job whose slice is over is gone on with, and told what has landed', async () => {
      const { bench, queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      await script.tasks[0]?.checkpoint(checkpointOf(1))
      await script.tasks[0]?.checkpoint(checkpointOf(2, { failed: true }))
      script.settle(0, { state: 'more', waitMs: 5 })
      await bench.pass(5)
      await soon(() => expect(script.tasks.length).toBe(2))
      expect(script.tasks[1]?.landed).toEqual([
        { index: 1, code: null },
        { index: 2, code: 'not_found' },
      ])
      expect((await found(queue, job.id)).state).toBe('running')
    })

    test('the first checkpoint of an item counts, a further one is dropped', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      await script.tasks[0]?.checkpoint(checkpointOf(1))
      await script.tasks[0]?.checkpoint(checkpointOf(1, { failed: true }))
      expect(await queue.checkpoints(job.id, { after: 0, most: 10 }, never)).toEqual([checkpointOf(1)])
      expect((await found(queue, job.id)).done).toBe(1)
    })

    test('a job that waits is cancelled and never begun', async () => {
      const { bench, queue } = await begin()
      const { job } = await queue.submit(orderOf(), never)
      const cancelled = await queue.cancel(job.id, never)
      expect(cancelled).toMatchObject({ id: job.id, state: 'cancelled' })
      const script = scriptedWork()
      queue.start(script.work)
      await bench.pass(20)
      expect(script.tasks).toEqual([])
      expect(await queue.cancel(job.id, never)).toEqual(cancelled)
    })

    test('cancelling a job that runs aborts what it is about, and drops what lands later', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      await script.tasks[0]?.checkpoint(checkpointOf(0))
      expect(await queue.cancel(job.id, never)).toMatchObject({ state: 'cancelled', done: 1 })
      await soon(() => expect(script.tasks[0]?.signal.aborted).toBe(true))
      await script.tasks[0]?.checkpoint(checkpointOf(1)).catch(() => {})
      const after = await found(queue, job.id)
      expect([after.state, after.done]).toEqual(['cancelled', 1])
      expect(await queue.checkpoints(job.id, { after: 0, most: 10 }, never)).toEqual([checkpointOf(0)])
    })

    test('a job that has ended stays as it is when it is cancelled', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { id } = await ended(queue, script)
      expect(await queue.cancel(id, never)).toMatchObject({ state: 'done' })
    })

    test('a result is kept for its time, and is then gone', async () => {
      const { bench, queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { id } = await ended(queue, script)
      await bench.pass(bench.keepMs)
      await soon(async () => expect(await queue.find(id, never)).toBe('gone'))
      expect(await queue.cancel(id, never)).toBe('gone')
      expect(await queue.checkpoints(id, { after: 0, most: 10 }, never)).toEqual([])
      expect((await queue.list({ owner: null, limit: 10 }, never)).jobs).toEqual([])
      if (!bench.canPassHours) return
      await bench.pass(goneMs)
      expect(await queue.find(id, never)).toBe(null)
    })

    test('a key whose job is gone may be used again', async () => {
      const { bench, queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const order = orderOf({ items: 1, idempotency: 'digest' })
      await queue.submit(order, never)
      await soon(() => expect(script.tasks.length).toBe(1))
      script.settle(0, { state: 'done' })
      await reaches(queue, order.id, 'done')
      await bench.pass(bench.keepMs)
      await soon(async () => expect(await queue.find(order.id, never)).toBe('gone'))
      const { isNew } = await queue.submit(orderOf({ idempotency: 'digest', requestHash: 'b' }), never)
      expect(isNew).toBe(true)
    })

    test('lists the jobs of an owner, the newest first, page by page', async () => {
      const { bench, queue } = await begin()
      const ids: string[] = []
      for (let count = 0; count < 5; count++) {
        ids.unshift((await queue.submit(orderOf({ owner: 'ann' }), never)).job.id)
        await bench.pass(2)
      }
      await queue.submit(orderOf({ owner: 'bob' }), never)
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await queue.list({ owner: 'ann', limit: 2, cursor }, never)
        expect(page.jobs.length).toBeLessThanOrEqual(2)
        seen.push(...page.jobs.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(ids)
    })

    test('a job submitted between two pages moves nothing on the next', async () => {
      const { bench, queue } = await begin()
      const ids: string[] = []
      for (let count = 0; count < 4; count++) {
        ids.unshift((await queue.submit(orderOf(), never)).job.id)
        await bench.pass(2)
      }
      const first = await queue.list({ owner: null, limit: 2 }, never)
      await queue.submit(orderOf(), never)
      const second = await queue.list({ owner: null, limit: 2, cursor: first.nextCursor ?? '' }, never)
      expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids)
    })

    test('lists by state, and refuses a cursor that it has not given out', async () => {
      const { queue } = await begin()
      const one = await queue.submit(orderOf(), never)
      const two = await queue.submit(orderOf(), never)
      await queue.cancel(one.job.id, never)
      const idsOf = async (state: JobRecord['state']): Promise<string[]> =>
        (await queue.list({ owner: null, state, limit: 10 }, never)).jobs.map(({ id }) => id)
      expect(await idsOf('pending')).toEqual([two.job.id])
      expect(await idsOf('cancelled')).toEqual([one.job.id])
      expect(await idsOf('running')).toEqual([])
      expect(await queue.counts(never)).toEqual({ pending: 1, running: 0, done: 0, failed: 0, cancelled: 1 })
      const error = await queue
        .list({ owner: null, limit: 1, cursor: '???' }, never)
        .catch((thrown) => thrown)
      expect(error.code).toBe('invalid_request')
    })

    test('a watcher is told every checkpoint once and in order, however slow it reads, and the end last', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf({ items: 120 }), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      const watch = queue.watch(job.id, 0, never)[Symbol.asyncIterator]()
      const told: JobChange[] = []
      const read = async (): Promise<boolean> => {
        const next = watch.next()
        await bench?.pass(1)
        const { done, value } = await next
        if (!done) told.push(value)
        return !done
      }
      await read()
      for (let index = 0; index < 120; index++) {
        await script.tasks[0]?.checkpoint(checkpointOf(index))
        if (index % 40 === 3) await read()
      }
      script.settle(0, { state: 'done' })
      while (await read());
      const indices = told.flatMap(({ landed }) => landed.map(({ index }) => index))
      expect(indices).toEqual(Array.from({ length: 120 }, (_, index) => index))
      expect(told.at(-1)?.job).toMatchObject({ state: 'done', done: 120 })
    })

    test('a watcher goes on from where it was, and is told what has ended', async () => {
      const { queue } = await begin()
      const script = scriptedWork()
      queue.start(script.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      for (const index of [2, 0, 1]) await script.tasks[0]?.checkpoint(checkpointOf(index))
      script.settle(0, { state: 'done' })
      await reaches(queue, job.id, 'done')
      const changes: JobChange[] = []
      for await (const change of queue.watch(job.id, 2, never)) changes.push(change)
      expect(changes.flatMap(({ landed }) => landed.map(({ index }) => index))).toEqual([1])
      expect(changes.at(-1)?.job.state).toBe('done')
      for await (const _ of queue.watch('nobody', 0, never)) expect.unreachable()
    })

    test('a watcher who leaves ends with the reason', async () => {
      const { bench, queue } = await begin()
      const { job } = await queue.submit(orderOf(), never)
      const leaving = new AbortController()
      const watch = queue.watch(job.id, 0, leaving.signal)[Symbol.asyncIterator]()
      expect((await watch.next()).value.job.state).toBe('pending')
      const waiting = watch.next()
      const outcome = expect(waiting).rejects.toThrow('left')
      await bench.pass(1)
      leaving.abort(new Error('left'))
      await outcome
    })

    test('a queue that is full refuses, and says so', async () => {
      const { queue } = await begin({ pending: 2 })
      await queue.submit(orderOf(), never)
      const { job } = await queue.submit(orderOf(), never)
      const error = await queue.submit(orderOf(), never).catch((thrown) => thrown)
      expect([error.code, error.retryAfterMs > 0]).toEqual(['overloaded', true])
      await queue.cancel(job.id, never)
      expect((await queue.submit(orderOf(), never)).isNew).toBe(true)
    })

    test('an owner with too many jobs under way is refused, and nobody else is', async () => {
      const { queue } = await begin({ perOwner: 1 })
      const own = { owner: 'ann', idempotency: 'digest' }
      await queue.submit(orderOf(own), never)
      const error = await queue.submit(orderOf({ owner: 'ann' }), never).catch((thrown) => thrown)
      expect([error.code, error.retryAfterMs > 0]).toEqual(['rate_limited', true])
      expect((await queue.submit(orderOf(own), never)).isNew).toBe(false)
      expect((await queue.submit(orderOf({ owner: 'bob' }), never)).isNew).toBe(true)
      for (let count = 0; count < 2; count++) await queue.submit(orderOf(), never)
    })

    test('stopping lets what runs go on for its grace, and refuses what comes', async ({ skip }) => {
      const { bench, queue } = await begin()
      skip(bench.canStop === false, 'nothing to stop')
      const script = scriptedWork()
      queue.start(script.work)
      await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      const stopped = queue.stop(5_000)
      const error = await queue.submit(orderOf(), never).catch((thrown) => thrown)
      expect(error.code).toBe('draining')
      script.settle(0, { state: 'done' })
      await soon(async () => expect(await stopped).toEqual({ finished: 1, interrupted: 0 }))
    })

    test('stopping cuts off what does not end within the grace, and counts it', async ({ skip }) => {
      const { bench, queue } = await begin()
      skip(bench.canStop === false, 'nothing to stop')
      const script = scriptedWork()
      queue.start(script.work)
      await queue.submit(orderOf(), never)
      await soon(() => expect(script.tasks.length).toBe(1))
      const stopped = queue.stop(30)
      await bench.pass(30)
      expect(await stopped).toEqual({ finished: 0, interrupted: 1 })
      expect(script.tasks[0]?.signal.aborted).toBe(true)
    })

    test('where jobs outlive a process, another goes on with them where they were', async () => {
      const { bench, queue } = await begin()
      if (!bench.kill) {
        expect(queue.survives).toBe(false)
        return
      }
      expect(queue.survives).toBe(true)
      const first = scriptedWork()
      queue.start(first.work)
      const { job } = await queue.submit(orderOf(), never)
      await soon(() => expect(first.tasks.length).toBe(1))
      await first.tasks[0]?.checkpoint(checkpointOf(1))
      await bench.kill(queue)
      const next = await bench.open()
      const second = scriptedWork()
      next.start(second.work)
      await soon(() => expect(second.tasks.length).toBe(1))
      expect(second.tasks[0]?.job.id).toBe(job.id)
      expect(second.tasks[0]?.landed).toEqual([{ index: 1, code: null }])
      for (const index of [0, 2]) await second.tasks[0]?.checkpoint(checkpointOf(index))
      second.settle(0, { state: 'done' })
      await reaches(next, job.id, 'done')
      expect((await found(next, job.id)).done).toBe(3)
    })

    test('a caller whose signal has aborted gets its reason', async () => {
      const { queue } = await begin()
      const gone = AbortSignal.abort(new Error('left'))
      await expect(queue.submit(orderOf(), gone)).rejects.toThrow('left')
      await expect(queue.find('nobody', gone)).rejects.toThrow('left')
      await expect(queue.cancel('nobody', gone)).rejects.toThrow('left')
      await expect(queue.list({ owner: null, limit: 1 }, gone)).rejects.toThrow('left')
    })
  })
}
