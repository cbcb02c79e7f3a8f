import { expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import type { JobChange } from '../../src/jobs/queue.ts'
import { newJobOf, scriptedWork } from '../support/new-jobs.ts'
import type { QueueSuite } from './queue-suite.ts'

const never = neverAborted

/** What a queue of jobs promises those that watch one. */
export function watchedJobs({ begin, reaches, part, land, pass }: QueueSuite): void {
  test('a slow watcher receives every checkpoint once and in order, then the end', async () => {
    const { queue } = await begin({ atOnce: 1 })
    const { work, asked } = scriptedWork(1)
    queue.start(work)
    const { job } = await queue.submit(newJobOf({ items: 120 }), never)
    const watch = queue.watch(job.id, 0, never)[Symbol.asyncIterator]()
    const told: JobChange[] = []
    const read = async (): Promise<boolean> => {
      const next = watch.next()
      await pass(1)
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

  test('a watcher resumes at its position, and learns which jobs have ended', async () => {
    const { queue } = await begin()
    const { work, asked } = scriptedWork()
    queue.start(work)
    const { job } = await queue.submit(newJobOf(), never)
    await part(asked, 2)
    await land(queue, asked, 2, 0, 1)
    await reaches(queue, job.id, 'done')
    const changes: JobChange[] = []
    for await (const change of queue.watch(job.id, 2, never)) changes.push(change)
    expect(changes.flatMap(({ landed }) => landed.map(({ index }) => index))).toEqual([1])
    expect(changes.at(-1)?.job.state).toBe('done')
    for await (const _ of queue.watch('unknown', 0, never)) expect.unreachable()
  })

  test('a watcher that leaves ends with the reason', async () => {
    const { bench, queue } = await begin()
    const { job } = await queue.submit(newJobOf(), never)
    const leaving = new AbortController()
    const watch = queue.watch(job.id, 0, leaving.signal)[Symbol.asyncIterator]()
    expect((await watch.next()).value.job.state).toBe('pending')
    const waiting = watch.next()
    const outcome = expect(waiting).rejects.toThrow('left')
    await bench.pass(1)
    leaving.abort(new Error('left'))
    await outcome
  })
}
