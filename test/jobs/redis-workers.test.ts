import { expect, test } from 'vitest'
import type { RedisQueue } from '../../src/queues/redis/queue.ts'
import { eventually } from '../support/eventually.ts'
import { checkpointOf, newJobOf, readyWork } from '../support/new-jobs.ts'

import { never, parent, parts, withRedisQueues } from './redis-queues.ts'

withRedisQueues(
  'the workers of a queue on Redis',
  ({ begin, open, reaches, indicesOf, play, keysOf, raw }) => {
    /** As if the worker that has a part were silent for the time it may be; a lock of another worker is not renewed. */
    const isSilent = async (): Promise<void> => {
      for (const lock of await keysOf(`${parts}:*:lock`)) await raw().set(lock, 'unknown', 'PX', 1)
      await raw().del(`${parts}:stalled-check`)
    }

    test('a frozen worker is replaced, and its late results are dropped', async () => {
      await begin()
      const [one, two] = [await open(), await open({ stalledMs: 500 })]
      const still = play(one, 1)
      const { job } = await one.submit(newJobOf({ items: 1 }), never)
      const old = await still.part(0)
      await isSilent()
      two.start(readyWork())
      await reaches(two, job.id, 'done')
      old.land({ failed: true })
      await eventually(async () => expect(await raw().exists(`${parts}:active`)).toBe(0))
      expect(await two.checkpoints(job.id, { after: 0, max: 10 }, never)).toEqual([checkpointOf(0)])
    })

    test('every worker takes parts of a job', async () => {
      await begin()
      const workers = [await open(), await open(), await open()]
      const played = workers.map((queue) => play(queue, 1))
      const { job } = await (workers[0] as RedisQueue).submit(newJobOf(), never)
      for (const { part } of played) (await part(0)).land()
      await reaches(workers[0] as RedisQueue, job.id, 'done')
      expect(played.map(({ asked }) => asked.length)).toEqual([1, 1, 1])
    })

    test('a job of few parts does not wait for one of many', async () => {
      await begin()
      const queue = await open()
      const many = await queue.submit(newJobOf({ items: 50 }), never)
      const few = await queue.submit(newJobOf({ items: 2 }), never)
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

    test('a stopping worker hands its parts back at once', async () => {
      await begin()
      const [one, two] = [await open(), await open()]
      const first = play(one)
      const { job } = await one.submit(newJobOf(), never)
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

    test('a part that kills every worker fails alone', async () => {
      await begin()
      const queue = await open({ stalledMs: 500 })
      const first = await open()
      const dying = play(first)
      const { job } = await queue.submit(newJobOf({ items: 2 }), never)
      const [bad, good] = [await dying.part(0), await dying.part(1)]
      good.land()
      await eventually(async () => expect(await indicesOf(queue, job.id)).toHaveLength(1))
      const [name = ''] = await keysOf(`${parts}:${job.id}-*-${bad.task.index}`)
      await raw().hset(name, 'stc', 10)
      await first.close()
      await isSilent()
      const { asked } = play(queue)
      await reaches(queue, job.id, 'done')
      const landed = await queue.checkpoints(job.id, { after: 0, max: 10 }, never)
      expect(landed.map(({ part }) => part.error?.code)).toEqual([undefined, 'internal'])
      expect(asked).toEqual([])
    })

    test('a job that this version cannot read is left to other versions', async () => {
      await begin()
      const queue = await open()
      const { job } = await queue.submit(newJobOf({ items: 1 }), never)
      const data = (await raw().hget(parent(job.id), 'data')) ?? ''
      await raw().hset(parent(job.id), 'data', data.replace('"words"', '"tides"'))
      const { asked, part } = play(queue)
      await eventually(async () => expect(await raw().zcard(`${parts}:delayed`)).toBe(1))
      expect(asked).toEqual([])
      await raw().hset(parent(job.id), 'data', data)
      ;(await part(0)).land()
      await reaches(queue, job.id, 'done')
    })

    test('a cancellation reaches every worker and deletes the remaining parts', async () => {
      await begin()
      const [api, worker] = [await open(), await open()]
      const { asked, part } = play(worker)
      const { job } = await api.submit(newJobOf({ items: 100 }), never)
      const { task } = await part(2)
      await api.cancel(job.id, never)
      await eventually(() => expect(task.signal.aborted).toBe(true))
      expect(task.signal.reason).toMatchObject({ code: 'gone' })
      await eventually(async () => expect(await keysOf(`${parts}:${job.id}*`)).toEqual([]))
      expect(asked.length).toBe(3)
      expect(await api.counts(never)).toMatchObject({ running: 0, cancelled: 1, done: 0 })
    })
  },
)
