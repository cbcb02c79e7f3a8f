import { expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import { goneMs, type JobRecord } from '../../src/jobs/record.ts'
import { newJobOf, readyWork, scriptedWork } from '../support/new-jobs.ts'
import type { QueueSuite } from './queue-suite.ts'

const never = neverAborted

/** What a queue of jobs promises of its records: ids, lists, bounds, and how long they are kept. */
export function keptJobs({ begin, soon, reaches, part, ended }: QueueSuite): void {
  test('an unknown id finds no job', async () => {
    const { queue } = await begin()
    expect(await queue.find('unknown', never)).toBe(null)
    expect(await queue.cancel('unknown', never)).toBe(null)
    expect(await queue.checkpoints('unknown', { after: 0, max: 10 }, never)).toEqual([])
  })

  test('a repeat with the same id returns the same job; another body is a conflict', async () => {
    const { queue } = await begin()
    const order = newJobOf({ requestHash: 'a' })
    const first = await queue.submit(order, never)
    const again = await queue.submit({ ...order, requestId: 'again' }, never)
    expect([first.isNew, again.isNew, again.job]).toEqual([true, false, first.job])
    const error = await queue.submit({ ...order, requestHash: 'b' }, never).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(AppError)
    expect(error.code).toBe('conflict')
  })

  test('exactly one of several concurrent repeats is new', async () => {
    const { queue } = await begin()
    const order = newJobOf()
    const submit = () => queue.submit(order, never)
    const all = await Promise.all([submit(), submit(), submit(), submit()])
    expect(all.filter(({ isNew }) => isNew).length).toBe(1)
    expect(new Set(all.map(({ job }) => job.id)).size).toBe(1)
  })

  test('a result is gone when it has expired', async () => {
    const { bench, queue } = await begin()
    queue.start(readyWork())
    const { id } = await ended(queue)
    await bench.pass(bench.keepMs)
    await soon(async () => expect(await queue.find(id, never)).toBe('gone'))
    expect(await queue.cancel(id, never)).toBe('gone')
    expect(await queue.checkpoints(id, { after: 0, max: 10 }, never)).toEqual([])
    expect((await queue.list({ owner: null, limit: 10 }, never)).jobs).toEqual([])
    if (!bench.canPassHours) return
    await bench.pass(goneMs)
    expect(await queue.find(id, never)).toBe(null)
  })

  test('the id of a job that is gone can be used for a new job', async () => {
    const { bench, queue } = await begin()
    const { work, asked } = scriptedWork()
    queue.start(work)
    const order = newJobOf({ items: 2 })
    await queue.submit(order, never)
    await part(asked, 1)
    for (const one of asked) one.land()
    await reaches(queue, order.id, 'done')
    await bench.pass(bench.keepMs)
    await soon(async () => expect(await queue.find(order.id, never)).toBe('gone'))
    const { isNew, job } = await queue.submit({ ...order, requestHash: 'b' }, never)
    expect([isNew, job.state, job.done]).toEqual([true, 'pending', 0])
    const { task } = await part(asked, 3)
    expect(task.job.requestHash).toBe('b')
  })

  test('jobs of an owner are listed newest first, in pages', async () => {
    const { bench, queue } = await begin()
    const ids: string[] = []
    for (let count = 0; count < 5; count++) {
      ids.unshift((await queue.submit(newJobOf({ owner: 'ann' }), never)).job.id)
      await bench.pass(2)
    }
    await queue.submit(newJobOf({ owner: 'bob' }), never)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await queue.list({ owner: 'ann', limit: 2, cursor }, never)
      expect(page.jobs.length).toBeLessThanOrEqual(2)
      seen.push(...page.jobs.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(ids)
  })

  test('a job submitted between two pages does not shift the next page', async () => {
    const { bench, queue } = await begin()
    const ids: string[] = []
    for (let count = 0; count < 4; count++) {
      ids.unshift((await queue.submit(newJobOf(), never)).job.id)
      await bench.pass(2)
    }
    const first = await queue.list({ owner: null, limit: 2 }, never)
    await queue.submit(newJobOf(), never)
    const second = await queue.list({ owner: null, limit: 2, cursor: first.nextCursor ?? '' }, never)
    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids)
  })

  test('jobs can be listed by state, and an invalid cursor is refused', async () => {
    const { queue } = await begin()
    const one = await queue.submit(newJobOf(), never)
    const two = await queue.submit(newJobOf(), never)
    await queue.cancel(one.job.id, never)
    const idsOf = async (state: JobRecord['state']): Promise<string[]> =>
      (await queue.list({ owner: null, state, limit: 10 }, never)).jobs.map(({ id }) => id)
    expect(await idsOf('pending')).toEqual([two.job.id])
    expect(await idsOf('cancelled')).toEqual([one.job.id])
    expect(await idsOf('running')).toEqual([])
    expect(await queue.counts(never)).toEqual({ pending: 1, running: 0, done: 0, failed: 0, cancelled: 1 })
    const error = await queue.list({ owner: null, limit: 1, cursor: '???' }, never).catch((thrown) => thrown)
    expect(error.code).toBe('invalid_request')
  })

  test('a full queue refuses a job as `overloaded`', async () => {
    const { queue } = await begin({ pending: 2 })
    await queue.submit(newJobOf(), never)
    const { job } = await queue.submit(newJobOf(), never)
    const error = await queue.submit(newJobOf(), never).catch((thrown) => thrown)
    expect([error.code, error.retryAfterMs > 0]).toEqual(['overloaded', true])
    await queue.cancel(job.id, never)
    expect((await queue.submit(newJobOf(), never)).isNew).toBe(true)
  })

  test('an owner with too many active jobs is refused, and other owners are not', async () => {
    const { queue } = await begin({ perOwner: 1 })
    const own = newJobOf({ owner: 'ann' })
    await queue.submit(own, never)
    const error = await queue.submit(newJobOf({ owner: 'ann' }), never).catch((thrown) => thrown)
    expect([error.code, error.retryAfterMs > 0]).toEqual(['rate_limited', true])
    expect((await queue.submit(own, never)).isNew).toBe(false)
    expect((await queue.submit(newJobOf({ owner: 'bob' }), never)).isNew).toBe(true)
    for (let count = 0; count < 2; count++) await queue.submit(newJobOf(), never)
  })

  test('every method rejects with the reason of an aborted signal', async () => {
    const { queue } = await begin()
    const gone = AbortSignal.abort(new Error('left'))
    await expect(queue.submit(newJobOf(), gone)).rejects.toThrow('left')
    await expect(queue.find('unknown', gone)).rejects.toThrow('left')
    await expect(queue.cancel('unknown', gone)).rejects.toThrow('left')
    await expect(queue.list({ owner: null, limit: 1 }, gone)).rejects.toThrow('left')
  })
}
