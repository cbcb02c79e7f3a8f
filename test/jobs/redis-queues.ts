// Queues on a real Redis, each with connections of its own, as each process has; their workers run what the test says.
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, expect } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { systemClock } from '../../src/core/clock.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Event } from '../../src/core/events.ts'
import type { JobRecord } from '../../src/jobs/record.ts'
import { createRedisQueue, type RedisQueue } from '../../src/queues/redis/queue.ts'
import { eventually } from '../support/eventually.ts'
import { type Asked, scriptedWork, testKinds } from '../support/new-jobs.ts'
import { openRaw, type RedisServer, startRedis } from '../support/redis-server.ts'
import { describeRedis } from '../support/with-redis.ts'

export type RedisQueues = ReturnType<typeof redisQueues>

export const never = neverAborted
export const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
export const limits = { keepMs: 60_000, pending: 100, perOwner: 10, atOnce: 1 }
export const parent = (id: string): string => `tributary:v2:jobs:${id}`
export const parts = 'tributary:v2:parts-words'
export const own = 'tributary:v2:own'

/** Tests with a Redis of their own, started by `begin`; skipped where there is none. */
export function withRedisQueues(name: string, declare: (queues: RedisQueues) => void): void {
  describeRedis(name, () => declare(redisQueues()))
}

function redisQueues() {
  let server: RedisServer
  let raw: Redis
  let opened: RedisQueue[]
  let events: Event[]

  const begin = async (...options: string[]): Promise<void> => {
    server = await startRedis(...options)
    raw = await openRaw(server)
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

  return {
    begin,
    make,
    open,
    stateOf,
    reaches,
    indicesOf,
    codeOf,
    play,
    keysOf,
    server: () => server,
    raw: () => raw,
    events: () => events,
  }
}
