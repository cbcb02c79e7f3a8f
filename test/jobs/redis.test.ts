// The engine on Redis, on a real one. Each queue of a bench has connections of its own, as each process has.
import type { Worker } from 'bullmq'
import { neverAborted } from '../../src/core/abort.ts'
import { systemClock } from '../../src/core/clock.ts'
import { silent } from '../../src/core/events.ts'
import { createRedisQueue, type RedisQueue } from '../../src/queues/redis/queue.ts'
import { hangMs } from '../support/eventually.ts'
import { testKinds } from '../support/new-jobs.ts'
import { takeOver } from '../support/take-over.ts'
import { describeRedis, oneRedis } from '../support/with-redis.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 60_000
const limits = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describeRedis('with a real Redis', () => {
  const { server, raw } = oneRedis()

  describeQueue('the engine on Redis', async () => {
    await raw().flushall()
    const opened: RedisQueue[] = []
    let checker: Worker | undefined
    // Time passes by itself; a longer one is leapt over.
    let leapt = 0
    const clock = { ...systemClock, now: () => systemClock.now() + leapt }
    return {
      async open(more) {
        const queue = createRedisQueue({
          url: server().url,
          clock,
          kinds: testKinds,
          limits: { ...limits, ...more },
          // A worker is dead when the test says so, however slow the machine is.
          stalledMs: hangMs,
          emit: silent,
        })
        opened.push(queue)
        while (!queue.isUp) await systemClock.wait(1, neverAborted)
        return queue
      },
      async kill(queue) {
        await (queue as RedisQueue).close()
        checker = await takeOver(server(), 'words', hangMs)
      },
      async pass(ms) {
        if (ms < keepMs) await systemClock.wait(ms, neverAborted)
        else leapt += ms
      },
      keepMs,
      canPassHours: true,
      async close() {
        await checker?.close(true)
        await Promise.all(opened.map((queue) => queue.close()))
      },
    }
  })
})
