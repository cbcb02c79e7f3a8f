// The engine on Redis, on a real one. Each queue of a bench has connections of its own, as each process has.
import { afterAll, beforeAll, describe } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { systemClock } from '../../src/core/clock.ts'
import { silent } from '../../src/core/events.ts'
import { createRedisQueue, type RedisQueue } from '../../src/queues/redis/queue.ts'
import { createConnection } from '../../src/runtime/node/redis/connection.ts'
import { testKinds } from '../support/new-jobs.ts'
import { noRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 60_000
const limits = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describe.skipIf(noRedis)(`with a real Redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer
  let raw: ReturnType<typeof createConnection>

  beforeAll(async () => {
    server = await startRedis()
    raw = createConnection({ url: server.url, clock: systemClock, name: 'tests' })
    await raw.connect()
  })
  afterAll(async () => {
    raw.disconnect()
    await server.close()
  })

  describeQueue('the engine on Redis', async () => {
    await raw.flushall()
    const opened: RedisQueue[] = []
    // Time passes by itself; a longer one is leapt over.
    let leapt = 0
    const clock = { ...systemClock, now: () => systemClock.now() + leapt }
    return {
      async open(more) {
        const queue = createRedisQueue({
          url: server.url,
          clock,
          kinds: testKinds,
          limits: { ...limits, ...more },
          stalledMs: 500,
          emit: silent,
        })
        opened.push(queue)
        while (!queue.isUp) await systemClock.wait(1, neverAborted)
        return queue
      },
      kill: (queue) => (queue as RedisQueue).close(),
      async pass(ms) {
        if (ms < keepMs) await systemClock.wait(ms, neverAborted)
        else leapt += ms
      },
      keepMs,
      canPassHours: true,
      async close() {
        await Promise.all(opened.map((queue) => queue.close()))
      },
    }
  })
})
