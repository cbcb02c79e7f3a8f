import { expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { newJobOf, readyWork, scriptedWork } from '../support/new-jobs.ts'
import type { QueueSuite } from './queue-suite.ts'

const never = neverAborted

/** What a queue of jobs promises of those that end early: cancelled, stopped, or with their process. */
export function endedJobs(
  { begin, soon, found, reaches, part, indicesOf, land, ended }: QueueSuite,
  canStop: boolean,
): void {
  test('a cancelled pending job never starts', async () => {
    const { bench, queue } = await begin()
    const { job } = await queue.submit(newJobOf(), never)
    const cancelled = await queue.cancel(job.id, never)
    expect(cancelled).toMatchObject({ id: job.id, state: 'cancelled' })
    const { work, asked } = scriptedWork()
    queue.start(work)
    await bench.pass(20)
    expect(asked).toEqual([])
    expect(await queue.cancel(job.id, never)).toEqual(cancelled)
  })

  test('cancelling a job aborts its requests, starts no more, and drops late results', async () => {
    const { bench, queue } = await begin({ atOnce: 1 })
    const { work, asked } = scriptedWork(2)
    queue.start(work)
    const { job } = await queue.submit(newJobOf({ items: 10 }), never)
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

  test('cancelling a job that has ended does not change it', async () => {
    const { queue } = await begin()
    queue.start(readyWork())
    const { id } = await ended(queue)
    expect(await queue.cancel(id, never)).toMatchObject({ state: 'done' })
  })

  if (canStop) {
    test('stopping lets running jobs continue for the grace period, and refuses new ones', async () => {
      const { queue } = await begin()
      const { work, asked } = scriptedWork()
      queue.start(work)
      await queue.submit(newJobOf({ items: 1 }), never)
      const one = await part(asked, 0)
      const stopped = queue.stop(60_000)
      const error = await queue.submit(newJobOf(), never).catch((thrown) => thrown)
      expect(error.code).toBe('draining')
      one.land()
      await soon(async () => expect(await stopped).toEqual({ finished: 1, interrupted: 0 }))
    })

    test('stopping cuts off jobs that outlast the grace and counts them', async () => {
      const { bench, queue } = await begin()
      const { work, asked } = scriptedWork()
      queue.start(work)
      await queue.submit(newJobOf(), never)
      await part(asked, 2)
      const stopped = queue.stop(30)
      await bench.pass(30)
      expect(await stopped).toEqual({ finished: 0, interrupted: 1 })
      expect(asked.map(({ task }) => task.signal.aborted)).toEqual([true, true, true])
    })
  }

  test('with a durable queue, another process continues the jobs where they were', async () => {
    const { bench, queue } = await begin()
    if (!bench.kill) {
      expect(queue.isDurable).toBe(false)
      return
    }
    expect(queue.isDurable).toBe(true)
    const first = scriptedWork()
    queue.start(first.work)
    const { job } = await queue.submit(newJobOf(), never)
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
}
