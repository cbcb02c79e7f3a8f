// What the engine on Redis does when something goes wrong: Redis away, workers that die or stand still, keys that others wrote.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { systemClock } from '../../src/core/clock.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Event } from '../../src/core/events.ts'
import type { JobChange } from '../../src/jobs/queue.ts'
import type { JobRecord } from '../../src/jobs/record.ts'
import { createRedisQueue, type RedisQueue } from '../../src/queues/redis/queue.ts'
import { createConnection } from '../../src/runtime/node/redis/connection.ts'
import { eventually } from '../support/eventually.ts'
import { type Asked, checkpointOf, orderOf, readyWork, scriptedWork, testKinds } from '../support/orders.ts'
import { noRedis, type RedisServer, startRedis } from '../support/redis-server.ts'

const never = neverAborted
const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
const limits = { keepMs: 60_000, pending: 100, perOwner: 10, atOnce: 1 }
const parent = (id: string): string => `tributary:v2:jobs:${id}`
const parts = 'tributary:v2:parts-words'
const own = 'tributary:v2:own'

describe.skipIf(noRedis)(`with a real Redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer
  let raw: ReturnType<typeof createConnection>
  let opened: RedisQueue[]
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

  const make = (
    more: { stalledMs?: number; atOnce?: number; url?: string; keepMs?: number } = {},
  ): RedisQueue => {
    const { stalledMs = 60_000, atOnce = 1, url = server.url, keepMs = limits.keepMs } = more
    const queue = createRedisQueue({
      url,
      clock: systemClock,
      kinds: testKinds,
      limits: { ...limits, atOnce, keepMs },
      stalledMs,
      emit: (event) => events.push(event),
    })
    opened.push(queue)
    return queue
  }
  const open = async (more: { stalledMs?: number; atOnce?: number } = {}): Promise<RedisQueue> => {
    const queue = make(more)
    await eventually(() => expect(queue.isUp).toBe(true))
    return queue
  }
  const stateOf = async (queue: RedisQueue, id: string): Promise<JobRecord['state'] | undefined> => {
    const job = await queue.find(id, never)
    return job === null || job === 'gone' ? undefined : job.state
  }
  const reaches = (queue: RedisQueue, id: string, state: JobRecord['state']): Promise<void> =>
    eventually(async () => expect(await stateOf(queue, id)).toBe(state))
  const indicesOf = async (queue: RedisQueue, id: string): Promise<number[]> =>
    (await queue.checkpoints(id, { after: 0, max: 100 }, never)).map(({ index }) => index)
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof AppError ? error.code : error),
    )

  /** A worker whose parts the test plays. */
  function play(queue: RedisQueue, concurrency = 3) {
    const { work, asked } = scriptedWork(concurrency)
    queue.start(work)
    return {
      asked,
      part: async (at: number): Promise<Asked> => {
        await eventually(() => expect(asked.length).toBeGreaterThan(at))
        return asked[at] as Asked
      },
    }
  }
  const keysOf = async (pattern: string): Promise<string[]> => (await raw.keys(pattern)).toSorted()

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
      const { asked, part } = play(queue)
      const { job } = await queue.submit(orderOf(), never)
      await part(2)
      await server.kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      for (const one of asked) one.land()
      await server.restart()
      await reaches(queue, job.id, 'done')
      expect([(await indicesOf(queue, job.id)).toSorted(), asked.length]).toEqual([[0, 1, 2], 3])
    })

    test('a process that starts then runs jobs as soon as it is there', async () => {
      await begin(...durable)
      await server.kill()
      const queue = make()
      queue.start(readyWork())
      await eventually(() => expect(events.some(({ type }) => type === 'jobs-store')).toBe(true))
      await server.restart()
      await eventually(() => expect(queue.isUp).toBe(true))
      const { job } = await queue.submit(orderOf(), never)
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
    test('one that stands still is taken over, and what it lands after that is dropped', async () => {
      await begin()
      const [one, two] = [await open({ stalledMs: 500 }), await open({ stalledMs: 500 })]
      const still = play(one, 1)
      const { job } = await one.submit(orderOf({ items: 1 }), never)
      const old = await still.part(0)
      const next = play(two, 1)
      // Nobody renews a lock that is another's.
      const [part = ''] = await keysOf(`${parts}:*:lock`)
      await raw.set(part, 'nobody', 'PX', 1)
      ;(await next.part(0)).land()
      await reaches(two, job.id, 'done')
      old.land({ failed: true })
      await eventually(async () => expect(await raw.exists(`${parts}:active`)).toBe(0))
      expect(await two.checkpoints(job.id, { after: 0, max: 10 }, never)).toEqual([checkpointOf(0)])
    })

    test('all of them share a job', async () => {
      await begin()
      const workers = [await open(), await open(), await open()]
      const played = workers.map((queue) => play(queue, 1))
      const { job } = await (workers[0] as RedisQueue).submit(orderOf(), never)
      for (const { part } of played) (await part(0)).land()
      await reaches(workers[0] as RedisQueue, job.id, 'done')
      expect(played.map(({ asked }) => asked.length)).toEqual([1, 1, 1])
    })

    test('a job of few parts does not wait for one of many', async () => {
      await begin()
      const queue = await open()
      const many = await queue.submit(orderOf({ items: 50 }), never)
      const few = await queue.submit(orderOf({ items: 2 }), never)
      const { part } = play(queue, 1)
      const begun: string[] = []
      for (let at = 0; at < 5; at++) {
        const one = await part(at)
        begun.push(one.task.job.id)
        one.land()
      }
      const [first, second] = [many.job.id, few.job.id]
      expect(begun).toEqual([first, second, first, second, first])
    })

    test('one that stops hands its parts over at once', async () => {
      await begin()
      const [one, two] = [await open(), await open()]
      const first = play(one)
      const { job } = await one.submit(orderOf(), never)
      await first.part(2)
      const second = play(two)
      expect(await one.stop(0)).toEqual({ finished: 0, interrupted: 1 })
      await second.part(2)
      expect(second.asked.map(({ task }) => [task.index, task.refusals]).toSorted()).toEqual([
        [0, 0],
        [1, 0],
        [2, 0],
      ])
      for (const each of second.asked) each.land()
      await reaches(two, job.id, 'done')
    })

    test('a part that every one of them dies of is given up, and costs itself alone', async () => {
      await begin()
      const queue = await open({ stalledMs: 200 })
      const first = await open({ stalledMs: 200 })
      const dying = play(first)
      const { job } = await queue.submit(orderOf({ items: 2 }), never)
      const [bad, good] = [await dying.part(0), await dying.part(1)]
      good.land()
      await eventually(async () => expect(await indicesOf(queue, job.id)).toHaveLength(1))
      const [name = ''] = await keysOf(`${parts}:${job.id}-*-${bad.task.index}`)
      await raw.hset(name, 'stc', 10)
      await first.close()
      const { asked } = play(queue)
      await reaches(queue, job.id, 'done')
      const landed = await queue.checkpoints(job.id, { after: 0, max: 10 }, never)
      expect(landed.map(({ part }) => part.error?.code)).toEqual([undefined, 'internal'])
      expect(asked).toEqual([])
    })

    test('a job that they cannot read is left to others', async () => {
      await begin()
      const queue = await open()
      const { job } = await queue.submit(orderOf({ items: 1 }), never)
      const data = (await raw.hget(parent(job.id), 'data')) ?? ''
      await raw.hset(parent(job.id), 'data', data.replace('"words"', '"tides"'))
      const { asked, part } = play(queue)
      await eventually(async () => expect(await raw.zcard(`${parts}:delayed`)).toBe(1))
      expect(asked).toEqual([])
      await raw.hset(parent(job.id), 'data', data)
      ;(await part(0)).land()
      await reaches(queue, job.id, 'done')
    })

    test('a cancelling is heard by whichever asks for a part, and nothing is left of the rest', async () => {
      await begin()
      const [api, worker] = [await open(), await open()]
      const { asked, part } = play(worker)
      const { job } = await api.submit(orderOf({ items: 100 }), never)
      const { task } = await part(2)
      await api.cancel(job.id, never)
      await eventually(() => expect(task.signal.aborted).toBe(true))
      expect(task.signal.reason).toMatchObject({ code: 'gone' })
      await eventually(async () => expect(await keysOf(`${parts}:${job.id}*`)).toEqual([]))
      expect(asked.length).toBe(3)
      expect(await api.counts(never)).toMatchObject({ running: 0, cancelled: 1, done: 0 })
    })
  })

  describe('of what is kept', () => {
    test('a watcher goes on exactly where it was after BullMQ has trimmed its events', async () => {
      await begin()
      const queue = await open()
      const { part } = play(queue, 1)
      const { job } = await queue.submit(orderOf({ items: 6 }), never)
      for (let at = 0; at < 4; at++) (await part(at)).land()
      await eventually(async () => expect(await indicesOf(queue, job.id)).toHaveLength(4))
      // As its bound of ten thousand events does it, for all jobs together.
      await raw.xtrim('tributary:v2:jobs:events', 'MAXLEN', 0)
      await raw.xtrim(`${parts}:events`, 'MAXLEN', 0)
      const told: JobChange[] = []
      const watching = (async () => {
        for await (const change of queue.watch(job.id, 2, never)) told.push(change)
      })()
      for (const at of [4, 5]) (await part(at)).land()
      await watching
      expect(told.flatMap(({ landed }) => landed.map(({ index }) => index))).toEqual([2, 3, 4, 5])
      expect(told.at(-1)?.job.state).toBe('done')
    })

    test('what others have written there is no job, and a checkpoint nobody can read is a failed part', async () => {
      await begin()
      const queue = await open()
      const { part } = play(queue, 1)
      const { job } = await queue.submit(orderOf({ items: 2 }), never)
      for (const at of [0, 1]) (await part(at)).land()
      await reaches(queue, job.id, 'done')
      await raw.lset(`${own}:landed:${job.id}`, 0, 'garbage')
      const [first, second] = await queue.checkpoints(job.id, { after: 0, max: 10 }, never)
      expect([first?.part.status, first?.piece]).toEqual(['failed', null])
      expect(second).toEqual(checkpointOf(1))
      await raw.hset(parent(job.id), 'data', '{"id":1}')
      expect(await queue.find(job.id, never)).toBe('gone')
      expect((await queue.list({ owner: null, limit: 10 }, never)).jobs).toEqual([])
    })

    test('of a job that has ended nothing is kept but its record, and all of it has an end', async () => {
      await begin()
      const queue = await open()
      queue.start(readyWork())
      const { job } = await queue.submit(orderOf({ owner: 'ann' }), never)
      await reaches(queue, job.id, 'done')
      const names = (await keysOf(`*${job.id}*`)).filter((key) => !key.startsWith(parent(job.id)))
      expect(names).toEqual(['gone', 'landed', 'seen'].map((name) => `${own}:${name}:${job.id}`))
      for (const name of names) expect(await raw.pttl(name)).toBeLessThanOrEqual(60_000 + 3_600_000)
      for (const name of await keysOf(`${own}:*=ann`)) expect(await raw.pttl(name)).toBeGreaterThan(0)
    })

    test('what has had its time is dropped when jobs are counted, though none ends any more', async () => {
      await begin()
      const queue = make({ keepMs: 1_000 })
      await eventually(() => expect(queue.isUp).toBe(true))
      queue.start(readyWork())
      const { job } = await queue.submit(orderOf(), never)
      await reaches(queue, job.id, 'done')
      await eventually(async () => {
        await queue.counts(never)
        expect(await keysOf(`${parent(job.id)}*`)).toEqual([])
      })
      expect(await queue.find(job.id, never)).toBe('gone')
    })

    test('a bound is not held up by jobs that were let in and never added', async () => {
      await begin()
      const queue = await open()
      for (let count = 0; count < limits.pending; count++)
        await raw.zadd(`${own}:pending`, 1, `lost-${count}`)
      expect((await queue.submit(orderOf(), never)).isNew).toBe(true)
    })

    test('a Redis that may forget jobs is warned of', async () => {
      await begin('--maxmemory-policy', 'allkeys-lru')
      await open()
      await eventually(() => expect(events.map(({ type }) => type)).toContain('warning'))
      expect(JSON.stringify(events)).toContain('it must be noeviction')
    })
  })
})
