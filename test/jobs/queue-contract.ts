// What every engine of jobs promises: a suite that each engine's test runs. Nothing here reads a clock: an engine on a
// virtual clock moves it in `pass`, one on a real clock has short times and waits in `pass`.
import { afterEach, describe, expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import type { JobChange, JobQueue, QueueLimits } from '../../src/jobs/queue.ts'
import { goneMs, type JobRecord } from '../../src/jobs/record.ts'
import { eventually } from '../support/eventually.ts'
import { type Asked, checkpointOf, orderOf, readyWork, scriptedWork } from '../support/orders.ts'

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
  close(): Promise<void>
}

const never = neverAborted

/** Runs the suite; `makeBench` is called for each test. */
export function describeQueue(
  name: string,
  makeBench: () => Promise<Bench>,
  /** Whether it runs in a process that can be told to stop. */
  { canStop = true } = {},
): void {
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

    /** The part that is asked for at this place, counted from the first. */
    const part = async (asked: readonly Asked[], at: number): Promise<Asked> => {
      await soon(() => expect(asked.length).toBeGreaterThan(at))
      return asked[at] as Asked
    }
    const indicesOf = async (queue: JobQueue, id: string): Promise<number[]> =>
      (await queue.checkpoints(id, { after: 0, max: 1_000 }, never)).map(({ index }) => index)
    /** Lands these parts of the first job, one after the other. */
    const land = async (queue: JobQueue, asked: readonly Asked[], ...indices: number[]): Promise<void> => {
      for (const index of indices) {
        const one = asked.findLast(({ task }) => task.index === index)
        one?.land()
        const id = one?.task.job.id ?? ''
        await soon(async () => expect(await indicesOf(queue, id)).toContain(index))
      }
    }
    /** Submits a job and lets it be done. */
    const ended = async (queue: JobQueue, owner: string | null = null): Promise<JobRecord> => {
      const { job } = await queue.submit(orderOf({ items: 1, owner }), never)
      await reaches(queue, job.id, 'done')
      return job
    }

    test('a job waits until somebody runs jobs, and is then asked for part by part', async () => {
      const { queue } = await begin()
      const order = orderOf()
      const { job, isNew } = await queue.submit(order, never)
      expect([isNew, job.state, job.done, job.endedAt]).toEqual([true, 'pending', 0, null])
      const { work, asked } = scriptedWork()
      queue.start(work)
      await reaches(queue, order.id, 'running')
      const third = await part(asked, 2)
      expect(asked.map(({ task }) => task.index).toSorted()).toEqual([0, 1, 2])
      expect([third.task.job.items, third.task.refusals]).toEqual([order.items, 0])
      await land(queue, asked, 1, 0)
      expect((await found(queue, order.id)).done).toBe(2)
      asked.find(({ task }) => task.index === 2)?.land({ failed: true })
      await reaches(queue, order.id, 'done')
      const { startedAt, endedAt, expiresAt, done, failed } = await found(queue, order.id)
      expect([done, failed]).toEqual([3, 1])
      expect(startedAt).toBeGreaterThanOrEqual(job.createdAt)
      expect(endedAt).toBeGreaterThanOrEqual(startedAt ?? Infinity)
      expect(expiresAt).toBeGreaterThan(endedAt ?? Infinity)
      const landed = await queue.checkpoints(order.id, { after: 0, max: 10 }, never)
      expect(landed).toEqual([checkpointOf(1), checkpointOf(0), checkpointOf(2, { failed: true })])
      expect(await queue.checkpoints(order.id, { after: 1, max: 1 }, never)).toEqual([checkpointOf(0)])
    })

    test('a job without parts is done', async () => {
      const { queue } = await begin()
      queue.start(readyWork())
      const { job } = await queue.submit(orderOf({ items: 0 }), never)
      await reaches(queue, job.id, 'done')
    })

    test('nobody is found by an id that was not given out', async () => {
      const { queue } = await begin()
      expect(await queue.find('nobody', never)).toBe(null)
      expect(await queue.cancel('nobody', never)).toBe(null)
      expect(await queue.checkpoints('nobody', { after: 0, max: 10 }, never)).toEqual([])
    })

    test('a repeat with the same id is the same job, and another body under it a conflict', async () => {
      const { queue } = await begin()
      const order = orderOf({ requestHash: 'a' })
      const first = await queue.submit(order, never)
      const again = await queue.submit({ ...order, requestId: 'again' }, never)
      expect([first.isNew, again.isNew, again.job]).toEqual([true, false, first.job])
      const error = await queue.submit({ ...order, requestHash: 'b' }, never).catch((thrown) => thrown)
      expect(error).toBeInstanceOf(AppError)
      expect(error.code).toBe('conflict')
    })

    test('of repeats that come together one is new', async () => {
      const { queue } = await begin()
      const order = orderOf()
      const submit = () => queue.submit(order, never)
      const all = await Promise.all([submit(), submit(), submit(), submit()])
      expect(all.filter(({ isNew }) => isNew).length).toBe(1)
      expect(new Set(all.map(({ job }) => job.id)).size).toBe(1)
    })

    test('jobs are begun in the order in which they came', async () => {
      const { queue } = await begin({ atOnce: 1 })
      const orders = [orderOf({ items: 1 }), orderOf({ items: 1 }), orderOf({ items: 1 })]
      for (const order of orders) await queue.submit(order, never)
      const { work, asked } = scriptedWork(1)
      queue.start(work)
      for (const [at, { id }] of orders.entries()) {
        const one = await part(asked, at)
        expect([one.task.job.id, asked.length]).toEqual([id, at + 1])
        one.land()
      }
    })

    test('no more parts are asked for at once than are allowed', async () => {
      const { bench, queue } = await begin({ atOnce: 2 })
      const { work, asked } = scriptedWork(2)
      queue.start(work)
      for (let count = 0; count < 3; count++) await queue.submit(orderOf({ items: 4 }), never)
      await part(asked, 3)
      await bench.pass(20)
      expect(asked.length).toBe(4)
      asked[0]?.land()
      await part(asked, 4)
      await bench.pass(20)
      expect(asked.length).toBe(5)
    })

    test('a job of which every part failed has failed as they did', async () => {
      const { queue } = await begin()
      const { work, asked } = scriptedWork()
      queue.start(work)
      const { job } = await queue.submit(orderOf({ items: 2 }), never)
      await part(asked, 1)
      for (const one of asked) one.land({ failed: true })
      await reaches(queue, job.id, 'failed')
      expect((await found(queue, job.id)).error).toMatchObject({ code: 'not_found' })
    })

    test('a part whose asking breaks, however often it is tried, costs itself alone', async () => {
      const { queue } = await begin()
      const { work, asked } = scriptedWork()
      queue.start(work)
      const { job } = await queue.submit(orderOf({ items: 2 }), never)
      await soon(async () => {
        for (const one of asked) one.task.index === 0 ? one.break(new Error('a bug')) : one.land()
        expect((await found(queue, job.id)).state).toBe('done')
      })
      const landed = await queue.checkpoints(job.id, { after: 0, max: 10 }, never)
      const broken = landed.find(({ index }) => index === 0)
      expect([landed.length, broken?.piece, broken?.part.error?.code]).toEqual([2, null, 'internal'])
    })

    test('a part for which there is no capacity is asked for again, and others meanwhile', async () => {
      const { bench, queue } = await begin({ atOnce: 1 })
      const { work, asked } = scriptedWork(1)
      queue.start(work)
      const { job } = await queue.submit(orderOf({ items: 2 }), never)
      const first = await part(asked, 0)
      first.refuse(50)
      const second = await part(asked, 1)
      expect([first.task.index, second.task.index]).toEqual([0, 1])
      second.land()
      await bench.pass(50)
      const again = await part(asked, 2)
      expect([again.task.index, again.task.refusals]).toEqual([0, 1])
      again.land()
      await reaches(queue, job.id, 'done')
      expect(await indicesOf(queue, job.id)).toEqual([1, 0])
    })

    test('a job that waits is cancelled and never begun', async () => {
      const { bench, queue } = await begin()
      const { job } = await queue.submit(orderOf(), never)
      const cancelled = await queue.cancel(job.id, never)
      expect(cancelled).toMatchObject({ id: job.id, state: 'cancelled' })
      const { work, asked } = scriptedWork()
      queue.start(work)
      await bench.pass(20)
      expect(asked).toEqual([])
      expect(await queue.cancel(job.id, never)).toEqual(cancelled)
    })

    test('cancelling a job aborts what it has in flight, begins nothing more, and drops what lands later', async () => {
      const { bench, queue } = await begin({ atOnce: 1 })
      const { work, asked } = scriptedWork(2)
      queue.start(work)
      const { job } = await queue.submit(orderOf({ items: 10 }), never)
      await part(asked, 1)
      await land(queue, asked, 0)
      const last = await part(asked, 2)
      expect(await queue.cancel(job.id, never)).toMatchObject({ state: 'cancelled', done: 1 })
      last.land()
      await soon(() => expect(asked[1]?.task.signal.aborted).toBe(true))
      await bench.pass(20)
      expect(asked.length).toBe(3)
      const after = await found(queue, job.id)
      expect([after.state, after.done]).toEqual(['cancelled', 1])
      expect(await indicesOf(queue, job.id)).toEqual([0])
    })

    test('a job that has ended stays as it is when it is cancelled', async () => {
      const { queue } = await begin()
      queue.start(readyWork())
      const { id } = await ended(queue)
      expect(await queue.cancel(id, never)).toMatchObject({ state: 'done' })
    })

    test('a result is kept for its time, and is then gone', async () => {
      const { bench, queue } = await begin()
      queue.start(readyWork())
      const { id } = await ended(queue)
      await bench.pass(bench.keepMs)
      await soon(async () => expect(await queue.find(id, never)).toBe('gone'))
      expect(await queue.cancel(id, never)).toBe('gone')
      expect(await queue.checkpoints(id, { after: 0, max: 10 }, never)).toEqual([])
      expect((await queue.list({ owner: null, limit: 10 }, never)).jobs).toEqual([])
      if (!bench.canPassHours) return
      await bench.pass(goneMs)
      expect(await queue.find(id, never)).toBe(null)
    })

    test('an id whose job is gone may be used again, and begins anew', async () => {
      const { bench, queue } = await begin()
      const { work, asked } = scriptedWork()
      queue.start(work)
      const order = orderOf({ items: 2 })
      await queue.submit(order, never)
      await part(asked, 1)
      for (const one of asked) one.land()
      await reaches(queue, order.id, 'done')
      await bench.pass(bench.keepMs)
      await soon(async () => expect(await queue.find(order.id, never)).toBe('gone'))
      const { isNew, job } = await queue.submit({ ...order, requestHash: 'b' }, never)
      expect([isNew, job.state, job.done]).toEqual([true, 'pending', 0])
      const { task } = await part(asked, 3)
      expect(task.job.requestHash).toBe('b')
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
      const { queue } = await begin({ atOnce: 1 })
      const { work, asked } = scriptedWork(1)
      queue.start(work)
      const { job } = await queue.submit(orderOf({ items: 120 }), never)
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
        ;(await part(asked, index)).land()
        if (index % 40 === 3) await read()
      }
      while (await read());
      const indices = told.flatMap(({ landed }) => landed.map(({ index }) => index))
      expect(indices).toEqual(asked.map(({ task }) => task.index))
      expect(told.at(-1)?.job).toMatchObject({ state: 'done', done: 120 })
    })

    test('a watcher goes on from where it was, and is told what has ended', async () => {
      const { queue } = await begin()
      const { work, asked } = scriptedWork()
      queue.start(work)
      const { job } = await queue.submit(orderOf(), never)
      await part(asked, 2)
      await land(queue, asked, 2, 0, 1)
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
      const own = orderOf({ owner: 'ann' })
      await queue.submit(own, never)
      const error = await queue.submit(orderOf({ owner: 'ann' }), never).catch((thrown) => thrown)
      expect([error.code, error.retryAfterMs > 0]).toEqual(['rate_limited', true])
      expect((await queue.submit(own, never)).isNew).toBe(false)
      expect((await queue.submit(orderOf({ owner: 'bob' }), never)).isNew).toBe(true)
      for (let count = 0; count < 2; count++) await queue.submit(orderOf(), never)
    })

    if (canStop) {
      test('stopping lets what runs go on for its grace, and refuses what comes', async () => {
        const { queue } = await begin()
        const { work, asked } = scriptedWork()
        queue.start(work)
        await queue.submit(orderOf({ items: 1 }), never)
        const one = await part(asked, 0)
        const stopped = queue.stop(5_000)
        const error = await queue.submit(orderOf(), never).catch((thrown) => thrown)
        expect(error.code).toBe('draining')
        one.land()
        await soon(async () => expect(await stopped).toEqual({ finished: 1, interrupted: 0 }))
      })

      test('stopping cuts off what does not end within the grace, and counts it', async () => {
        const { bench, queue } = await begin()
        const { work, asked } = scriptedWork()
        queue.start(work)
        await queue.submit(orderOf(), never)
        await part(asked, 2)
        const stopped = queue.stop(30)
        await bench.pass(30)
        expect(await stopped).toEqual({ finished: 0, interrupted: 1 })
        expect(asked.map(({ task }) => task.signal.aborted)).toEqual([true, true, true])
      })
    }

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
      await part(first.asked, 2)
      await land(queue, first.asked, 1)
      await bench.kill(queue)
      const next = await bench.open()
      const second = scriptedWork()
      next.start(second.work)
      await part(second.asked, 1)
      expect(second.asked.map(({ task }) => [task.job.id, task.index]).toSorted()).toEqual([
        [job.id, 0],
        [job.id, 2],
      ])
      for (const one of second.asked) one.land()
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
