import { expect, test } from 'vitest'
import type { JobChange } from '../../src/jobs/queue.ts'
import { eventually } from '../support/eventually.ts'
import { checkpointOf, newJobOf, readyWork } from '../support/new-jobs.ts'

import { limits, never, own, parent, parts, withRedisQueues } from './redis-queues.ts'

withRedisQueues(
  'what a queue keeps in Redis',
  ({ begin, make, open, reaches, indicesOf, play, keysOf, raw, events }) => {
    test('a watcher resumes exactly at its position after BullMQ has trimmed its events', async () => {
      await begin()
      const queue = await open()
      const { part } = play(queue, 1)
      const { job } = await queue.submit(newJobOf({ items: 6 }), never)
      for (let at = 0; at < 4; at++) (await part(at)).land()
      await eventually(async () => expect(await indicesOf(queue, job.id)).toHaveLength(4))
      // As its bound of ten thousand events does it, for all jobs together.
      await raw().xtrim('tributary:v2:jobs:events', 'MAXLEN', 0)
      await raw().xtrim(`${parts}:events`, 'MAXLEN', 0)
      const told: JobChange[] = []
      const watching = (async () => {
        for await (const change of queue.watch(job.id, 2, never)) told.push(change)
      })()
      for (const at of [4, 5]) (await part(at)).land()
      await watching
      expect(told.flatMap(({ landed }) => landed.map(({ index }) => index))).toEqual([2, 3, 4, 5])
      expect(told.at(-1)?.job.state).toBe('done')
    })

    test('foreign entries are not jobs, and an unreadable checkpoint is a failed part', async () => {
      await begin()
      const queue = await open()
      const { part } = play(queue, 1)
      const { job } = await queue.submit(newJobOf({ items: 2 }), never)
      for (const at of [0, 1]) (await part(at)).land()
      await reaches(queue, job.id, 'done')
      await raw().lset(`${own}:landed:${job.id}`, 0, 'garbage')
      const [first, second] = await queue.checkpoints(job.id, { after: 0, max: 10 }, never)
      expect([first?.part.status, first?.piece]).toEqual(['failed', null])
      expect(second).toEqual(checkpointOf(1))
      await raw().hset(parent(job.id), 'data', '{"id":1}')
      expect(await queue.find(job.id, never)).toBe('gone')
      expect((await queue.list({ owner: null, limit: 10 }, never)).jobs).toEqual([])
    })

    test('only the record of an ended job is kept, and every key expires', async () => {
      await begin()
      const queue = await open()
      queue.start(readyWork())
      const { job } = await queue.submit(newJobOf({ owner: 'ann' }), never)
      await reaches(queue, job.id, 'done')
      const names = (await keysOf(`*${job.id}*`)).filter((key) => !key.startsWith(parent(job.id)))
      expect(names).toEqual(['gone', 'landed', 'seen'].map((name) => `${own}:${name}:${job.id}`))
      for (const name of names) expect(await raw().pttl(name)).toBeLessThanOrEqual(60_000 + 3_600_000)
      for (const name of await keysOf(`${own}:*=ann`)) expect(await raw().pttl(name)).toBeGreaterThan(0)
    })

    test('counting jobs deletes expired ones', async () => {
      await begin()
      const queue = make({ keepMs: 1_000 })
      await eventually(() => expect(queue.isUp).toBe(true))
      queue.start(readyWork())
      const { job } = await queue.submit(newJobOf(), never)
      await reaches(queue, job.id, 'done')
      await eventually(async () => {
        await queue.counts(never)
        expect(await keysOf(`${parent(job.id)}*`)).toEqual([])
      })
      expect(await queue.find(job.id, never)).toBe('gone')
    })

    test('admitted jobs that were never added do not count against the limits', async () => {
      await begin()
      const queue = await open()
      for (let count = 0; count < limits.pending; count++)
        await raw().zadd(`${own}:pending`, 1, `lost-${count}`)
      expect((await queue.submit(newJobOf(), never)).isNew).toBe(true)
    })

    test('a Redis that may evict jobs causes a warning', async () => {
      await begin('--maxmemory-policy', 'allkeys-lru')
      await open()
      await eventually(() => expect(events().map(({ type }) => type)).toContain('warning'))
      expect(JSON.stringify(events())).toContain('it must be noeviction')
    })
  },
)
