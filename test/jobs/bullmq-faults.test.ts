// What the engine on Redis does when something goes wrong: Redis away, workers that die or stand still, keys that others wrote.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { systemClock } from '../../src/core/clock.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Event } from '../../src/core/events.ts'
import type { JobRecord } from '../../src/jobs/record.ts'
import type { Outcome, Task, Work } from '../../src/jobs/work.ts'
import { type BullmqQueue, createBullmqQueue } from '../../src/queues/bullmq/bullmq.ts'
import { createConnection } from '../../src/runtime/node/redis/connection.ts'
import { eventually } from '../support/eventually.ts'
import { checkpointOf, orderOf, testKinds } from '../support/orders.ts'
import { noRedis, type RedisServer, startRedis } from '../support/redis-server.ts'

const never = neverAborted
const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
const limits = { keepMs: 60_000, pending: 100, perOwner: 10, atOnce: 1 }
const bull = 'tributary:v1:dispatch'
const jobs = 'tributary:v1:jobs'

describe.skipIf(noRedis)(`with a real Redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer
  let raw: ReturnType<typeof createConnection>
  let opened: BullmqQueue[]
  let events: Event[]

  const begin = async (...options: string[]): Promise<void> => {
    server = await startRedis(...options)
    raw = createConnection({ url: server.url, clock: systemClock, name: 'tests' })
    await raw.connect()
  }
  beforeEach(() => {
    opened = []
    events = []
  })
  afterEach(async () => {
    await Promise.all(opened.map((queue) => queue.close()))
    raw.disconnect()
    await server.close()
  })

  const make = (more: { stalledMs?: number; atOnce?: number; url?: string } = {}): BullmqQueue => {
    const { stalledMs = 60_000, atOnce = 1, url = server.url } = more
    const queue = createBullmqQueue({
      url,
      clock: systemClock,
      kinds: testKinds,
      limits: { ...limits, atOnce },
      stalledMs,
      emit: (event) => events.push(event),
    })
    opened.push(queue)
    return queue
  }
  const open = async (more: { stalledMs?: number; atOnce?: number } = {}): Promise<BullmqQueue> => {
    const queue = make(more)
    await eventually(() => expect(queue.isUp).toBe(true))
    return queue
  }
  const stateOf = async (queue: BullmqQueue, id: string): Promise<JobRecord['state'] | undefined> => {
    const job = await queue.find(id, never)
    return job === null || job === 'gone' ? undefined : job.state
  }
  const reaches = (queue: BullmqQueue, id: string, state: JobRecord['state']): Promise<void> =>
    eventually(async () => expect(await stateOf(queue, id)).toBe(state))
  const indicesOf = async (queue: BullmqQueue, id: string): Promise<number[]> =>
    (await queue.checkpoints(id, { after: 0, most: 100 }, never)).map(({ index }) => index)
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof AppError ? error.code : error),
    )

  /** A worker whose runs the test plays. */
  function play(queue: BullmqQueue) {
    const tasks: Task[] = []
    const ends: ((outcome: Outcome) => void)[] = []
    const work: Work = (task) =>
      new Promise((resolve, reject) => {
        tasks.push(task)
        ends.push(resolve)
        task.signal.addEventListener('abort', () => reject(task.signal.reason), { once: true })
      })
    queue.start(work)
    return {
      tasks,
      task: async (index: number): Promise<Task> => {
        await eventually(() => expect(tasks.length).toBeGreaterThan(index))
        return tasks[index] as Task
      },
      finish: (index: number) => ends[index]?.({ state: 'done' }),
    }
  }

  describe('while Redis is away', () => {
    test('every step is unavailable and says when to come back, and works again by itself', async () => {
      await begin(...durable)
      const queue = await open()
      const { job } = await queue.submit(orderOf(), never)
      await server.kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      const steps = [
        () => queue.submit(orderOf(), never),
        () => queue.find(job.id, never),
        () => queue.cancel(job.id, never),
        () => queue.list({ owner: null, limit: 10 }, never),
        () => queue.counts(never),
        () => queue.watch(job.id, 0, never)[Symbol.asyncIterator]().next(),
      ]
      for (const step of steps) {
        const error = await step().then(
          () => null,
          (thrown: unknown) => thrown,
        )
        expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) })
      }
      await server.restart()
      await eventually(() => expect(queue.isUp).toBe(true))
      expect(await stateOf(queue, job.id)).toBe('pending')
      const told = events.flatMap((event) => (event.type === 'jobs-store' ? [event.isUp] : []))
      expect(told).toEqual([true, false, true])
    })

    test('what a worker has got is kept until it is back, and its job goes on', async () => {
      await begin(...durable)
      const queue = await open()
      const { tasks, task, finish } = play(queue)
      const { job } = await queue.submit(orderOf(), never)
      await (await task(0)).checkpoint(checkpointOf(0))
      await server.kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      const landing = (await task(0)).checkpoint(checkpointOf(1))
      await server.restart()
      await landing
      await (await task(0)).checkpoint(checkpointOf(2))
      finish(0)
      await reaches(queue, job.id, 'done')
      expect([await indicesOf(queue, job.id), tasks.length]).toEqual([[0, 1, 2], 1])
    })

    test('a process that starts then runs jobs as soon as it is there', async () => {
      await begin(...durable)
      await server.kill()
      const queue = make()
      const { task, finish } = play(queue)
      await eventually(() => expect(events.some(({ type }) => type === 'jobs-store')).toBe(true))
      await server.restart()
      await eventually(() => expect(queue.isUp).toBe(true))
      const { job } = await queue.submit(orderOf(), never)
      await task(0)
      finish(0)
      await reaches(queue, job.id, 'done')
    })

    test('a worker that has nothing to run does not wait for it when it stops', async () => {
      await begin()
      const queue = await open()
      play(queue)
      await server.kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      // Far longer than the test may take.
      expect(await queue.stop(600_000)).toEqual({ finished: 0, interrupted: 0 })
    })

    test('and it only does not answer, nobody waits for it for ever', async () => {
      await begin()
      const queue = await open()
      server.freeze()
      expect(await codeOf(queue.find('nobody', never))).toBe('unavailable')
      expect(await codeOf(queue.find('nobody', never))).toBe('unavailable')
      server.thaw()
      await eventually(async () => expect(await codeOf(queue.find('nobody', never))).toBe('done'))
    })

    test('a wrong password is told, and is in nothing that is told', async () => {
      await begin('--requirepass', 'the-right-one').catch(() => {})
      const queue = make({ url: server.url.replace('//', '//default:the-wrong-one@') })
      play(queue)
      await eventually(() =>
        expect(events.map((event) => JSON.stringify(event)).join()).toContain('WRONGPASS'),
      )
      const error = await queue.find('nobody', never).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'unavailable' })
      const told = JSON.stringify([events, String(error), String((error as AppError).cause)])
      expect(told).not.toContain('wrong-one')
    })
  })

  describe('of workers', () => {
    test('one that stands still is taken over, and neither lands nor ends anything after that', async () => {
      await begin()
      const [one, two] = [await open({ stalledMs: 500 }), await open({ stalledMs: 500 })]
      const still = play(one)
      const { job } = await one.submit(orderOf(), never)
      const old = await still.task(0)
      await old.checkpoint(checkpointOf(0))
      const next = play(two)
      // Nobody renews a lock that is another's.
      await raw.set(`${bull}:${job.id}:lock`, 'nobody', 'PX', 1)
      const taken = await next.task(0)
      expect(taken.landed).toEqual([{ index: 0, code: null }])
      await codeOf(old.checkpoint(checkpointOf(1, { failed: true })))
      await eventually(() => expect(old.signal.aborted).toBe(true))
      still.finish(0)
      for (const index of [1, 2]) await taken.checkpoint(checkpointOf(index))
      expect(await stateOf(two, job.id)).toBe('running')
      next.finish(0)
      await reaches(two, job.id, 'done')
      const landed = await two.checkpoints(job.id, { after: 0, most: 10 }, never)
      expect(landed).toEqual([0, 1, 2].map((index) => checkpointOf(index)))
      await eventually(async () => expect(await raw.exists(`${bull}:${job.id}`)).toBe(0))
    })

    test('one that is given again what was taken from it goes on with it as it is', async () => {
      await begin()
      const queue = await open({ stalledMs: 300, atOnce: 2 })
      const { tasks, task, finish } = play(queue)
      const { job } = await queue.submit(orderOf(), never)
      await (await task(0)).checkpoint(checkpointOf(0))
      const lock = `${bull}:${job.id}:lock`
      const token = await raw.get(lock)
      await raw.del(lock)
      await eventually(async () => expect([null, token]).not.toContain(await raw.get(lock)))
      for (const index of [1, 2]) await (await task(0)).checkpoint(checkpointOf(index))
      finish(0)
      await reaches(queue, job.id, 'done')
      expect([tasks.length, await indicesOf(queue, job.id)]).toEqual([1, [0, 1, 2]])
      await eventually(async () => expect(await raw.exists(`${bull}:${job.id}`)).toBe(0))
    })

    test('one that stops hands its job over at once, with what has landed', async () => {
      await begin()
      const [one, two] = [await open(), await open()]
      const first = play(one)
      const { job } = await one.submit(orderOf(), never)
      await (await first.task(0)).checkpoint(checkpointOf(2))
      const second = play(two)
      expect(await one.stop(0)).toEqual({ finished: 0, interrupted: 1 })
      const task = await second.task(0)
      expect([task.job.id, task.landed]).toEqual([job.id, [{ index: 2, code: null }]])
      expect(second.tasks.length + first.tasks.length).toBe(2)
    })

    test('a job that every one of them dies of is given up', async () => {
      await begin()
      const queue = await open({ stalledMs: 200 })
      const first = await open({ stalledMs: 200 })
      const { task } = play(first)
      const { job } = await queue.submit(orderOf(), never)
      await task(0)
      await raw.hset(`${bull}:${job.id}`, 'stc', 10)
      await first.close()
      const { tasks } = play(queue)
      await reaches(queue, job.id, 'failed')
      const failed = (await queue.find(job.id, never)) as JobRecord
      expect([failed.error?.code, tasks.length]).toEqual(['internal', 0])
      await eventually(() =>
        expect(events).toContainEqual(expect.objectContaining({ type: 'job', state: 'failed' })),
      )
    })

    test('a job whose dispatch has got lost is found by them', async () => {
      await begin()
      const queue = await open({ stalledMs: 200 })
      const { job } = await queue.submit(orderOf(), never)
      await raw.del(`${bull}:${job.id}`, `${bull}:wait`, `${bull}:marker`)
      const { task } = play(queue)
      expect((await task(0)).job.id).toBe(job.id)
    })

    test('a job that they cannot read is left to others, and to later', async () => {
      await begin()
      const queue = await open()
      const { job } = await queue.submit(orderOf(), never)
      const order = (await raw.get(`${jobs}:order:${job.id}`)) ?? ''
      await raw.set(`${jobs}:order:${job.id}`, order.replace('"words"', '"tides"'))
      const { tasks, task } = play(queue)
      await eventually(async () => expect(await raw.zcard(`${bull}:delayed`)).toBe(1))
      expect(tasks).toEqual([])
      await raw.set(`${jobs}:order:${job.id}`, order)
      expect((await task(0)).job.id).toBe(job.id)
    })

    test('a cancelling is heard by whichever runs the job, at once', async () => {
      await begin()
      const [api, worker] = [await open(), await open()]
      const { task } = play(worker)
      const { job } = await api.submit(orderOf(), never)
      const { signal } = await task(0)
      await api.cancel(job.id, never)
      await eventually(() => expect(signal.aborted).toBe(true))
      expect(signal.reason).toMatchObject({ code: 'gone' })
    })

    test('and is noticed where it was not heard', async () => {
      await begin()
      const queue = await open({ stalledMs: 300 })
      const { task } = play(queue)
      const { job } = await queue.submit(orderOf(), never)
      const { signal } = await task(0)
      await raw.hset(`${jobs}:job:${job.id}`, 'state', 'cancelled')
      await eventually(() => expect(signal.aborted).toBe(true))
    })
  })

  describe('of what is kept', () => {
    test('what Redis has lost of what had landed is asked for again', async () => {
      await begin()
      const queue = await open()
      const { task, finish } = play(queue)
      const { job } = await queue.submit(orderOf(), never)
      for (const index of [0, 1, 2]) await (await task(0)).checkpoint(checkpointOf(index))
      await raw.rpop(`${jobs}:landed:${job.id}`)
      await raw.hdel(`${jobs}:codes:${job.id}`, '2')
      await raw.hincrby(`${jobs}:job:${job.id}`, 'done', -1)
      finish(0)
      const again = await task(1)
      expect(again.landed.map(({ index }) => index)).toEqual([0, 1])
      await again.checkpoint(checkpointOf(2))
      finish(1)
      await reaches(queue, job.id, 'done')
      expect(await indicesOf(queue, job.id)).toEqual([0, 1, 2])
    })

    test('what others have written there is no job, and a checkpoint nobody can read is a failed part', async () => {
      await begin()
      const queue = await open()
      const { task, finish } = play(queue)
      const { job } = await queue.submit(orderOf(), never)
      for (const index of [1, 0]) await (await task(0)).checkpoint(checkpointOf(index))
      finish(0)
      await reaches(queue, job.id, 'done')
      await raw.lset(`${jobs}:landed:${job.id}`, 0, '1 garbage')
      const [first, second] = await queue.checkpoints(job.id, { after: 0, most: 10 }, never)
      expect([first?.index, first?.part.status, first?.piece]).toEqual([1, 'failed', null])
      expect(second).toEqual(checkpointOf(0))
      await raw.set(`${jobs}:order:${job.id}`, '{"id":1}')
      expect(await queue.find(job.id, never)).toBe(null)
      expect((await queue.list({ owner: null, limit: 10 }, never)).jobs).toEqual([])
    })

    test('everything about a job that has ended has an end, too', async () => {
      await begin()
      const queue = await open()
      const { task, finish } = play(queue)
      const { job } = await queue.submit(orderOf({ owner: 'ann', idempotency: 'digest' }), never)
      await (await task(0)).checkpoint(checkpointOf(0))
      finish(0)
      await reaches(queue, job.id, 'done')
      await eventually(async () => expect(await raw.exists(`${bull}:${job.id}`)).toBe(0))
      const own = (await raw.keys(`*${job.id}*`)).concat(await raw.keys(`${jobs}:key:*`))
      expect(own.length).toBe(5)
      for (const key of own) expect(await raw.pttl(key)).toBeGreaterThan(0)
    })

    test('a Redis that may forget jobs is warned of', async () => {
      await begin('--maxmemory-policy', 'allkeys-lru')
      await open()
      await eventually(() => expect(events.map(({ type }) => type)).toContain('warning'))
      expect(JSON.stringify(events)).toContain('it must be noeviction')
    })
  })
})
