import { expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { checkpointOf, newJobOf, readyWork, scriptedWork } from '../support/new-jobs.ts'
import type { QueueSuite } from './queue-suite.ts'

const never = neverAborted

/** What a queue of jobs promises of running them. */
export function runningJobs({ begin, soon, found, reaches, part, indicesOf, land }: QueueSuite): void {
  test('a job waits until a process runs jobs, and is then requested part by part', async () => {
    const { queue } = await begin()
    const order = newJobOf()
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
    const { job } = await queue.submit(newJobOf({ items: 0 }), never)
    await reaches(queue, job.id, 'done')
  })

  test('jobs start in the order of their submission', async () => {
    const { queue } = await begin({ atOnce: 1 })
    const orders = [newJobOf({ items: 1 }), newJobOf({ items: 1 }), newJobOf({ items: 1 })]
    for (const order of orders) await queue.submit(order, never)
    const { work, asked } = scriptedWork(1)
    queue.start(work)
    for (const [at, { id }] of orders.entries()) {
      const one = await part(asked, at)
      expect([one.task.job.id, asked.length]).toEqual([id, at + 1])
      one.land()
    }
  })

  test('the number of parts in flight stays within the limit', async () => {
    const { bench, queue } = await begin({ atOnce: 2 })
    const { work, asked } = scriptedWork(2)
    queue.start(work)
    for (let count = 0; count < 3; count++) await queue.submit(newJobOf({ items: 4 }), never)
    await part(asked, 3)
    await bench.pass(20)
    expect(asked.length).toBe(4)
    asked[0]?.land()
    await part(asked, 4)
    await bench.pass(20)
    expect(asked.length).toBe(5)
  })

  test('a job whose parts all failed fails with their code', async () => {
    const { queue } = await begin()
    const { work, asked } = scriptedWork()
    queue.start(work)
    const { job } = await queue.submit(newJobOf({ items: 2 }), never)
    await part(asked, 1)
    for (const one of asked) one.land({ failed: true })
    await reaches(queue, job.id, 'failed')
    expect((await found(queue, job.id)).error).toMatchObject({ code: 'not_found' })
  })

  test('a part whose request always throws fails alone', async () => {
    const { queue } = await begin()
    const { work, asked } = scriptedWork()
    queue.start(work)
    const { job } = await queue.submit(newJobOf({ items: 2 }), never)
    await soon(async () => {
      for (const one of asked) one.task.index === 0 ? one.break(new Error('a bug')) : one.land()
      expect((await found(queue, job.id)).state).toBe('done')
    })
    const landed = await queue.checkpoints(job.id, { after: 0, max: 10 }, never)
    const broken = landed.find(({ index }) => index === 0)
    expect([landed.length, broken?.piece, broken?.part.error?.code]).toEqual([2, null, 'internal'])
  })

  test('a part without capacity is requested again, and others meanwhile', async () => {
    const { bench, queue } = await begin({ atOnce: 1 })
    const { work, asked } = scriptedWork(1)
    queue.start(work)
    const { job } = await queue.submit(newJobOf({ items: 2 }), never)
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
}
