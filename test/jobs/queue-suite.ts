// One queue of jobs and what its tests ask of it again and again.
import { afterEach, expect } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import type { JobQueue, QueueLimits } from '../../src/jobs/queue.ts'
import type { JobRecord } from '../../src/jobs/record.ts'
import { eventually } from '../support/eventually.ts'
import { type Asked, newJobOf } from '../support/new-jobs.ts'

/** One process's queue. Those of one bench share what is kept, where jobs outlive a process. */
export interface Bench {
  /** Opens the queue as a process does. Never closed by the suite: `close` does it. */
  open(limits?: Partial<QueueLimits>): Promise<JobQueue>
  /** Ends what a queue of this bench runs, as a crash would: no goodbye. Absent where nothing outlives the process. */
  kill?(queue: JobQueue): Promise<void>
  /** Lets this much of the queue's time pass. */
  pass(ms: number): Promise<void>
  /** How long results are kept unless `open` says otherwise. */
  keepMs: number
  /** Whether the hour in which a job is `gone` can be let pass. */
  canPassHours: boolean
  close(): Promise<void>
}

const never = neverAborted

export type QueueSuite = ReturnType<typeof queueSuite>

/** Declares the queue of one suite; `makeBench` is called for each test. */
export function queueSuite(makeBench: () => Promise<Bench>) {
  let bench: Bench | undefined
  afterEach(async () => {
    await bench?.close()
    bench = undefined
  })
  const begin = async (limits?: Partial<QueueLimits>): Promise<{ bench: Bench; queue: JobQueue }> => {
    const made = await makeBench()
    bench = made
    return { bench: made, queue: await made.open(limits) }
  }
  /** Looks again, and lets a little time pass in between, until it holds. */
  const soon = async (expectation: () => void | Promise<void>): Promise<void> => {
    await eventually(async () => {
      await bench?.pass(1)
      await expectation()
    })
  }
  const found = async (queue: JobQueue, id: string): Promise<JobRecord> => {
    const job = await queue.find(id, never)
    if (job === null || job === 'gone') throw new Error(`no job: ${job}`)
    return job
  }
  const reaches = (queue: JobQueue, id: string, state: JobRecord['state']): Promise<void> =>
    soon(async () => expect((await found(queue, id)).state).toBe(state))

  /** The part that is asked for at this place, counted from the first. */
  const part = async (asked: readonly Asked[], at: number): Promise<Asked> => {
    await soon(() => expect(asked.length).toBeGreaterThan(at))
    return asked[at] as Asked
  }
  const indicesOf = async (queue: JobQueue, id: string): Promise<number[]> =>
    (await queue.checkpoints(id, { after: 0, max: 1_000 }, never)).map(({ index }) => index)
  /** Lands these parts of the first job, one after the other. */
  const land = async (queue: JobQueue, asked: readonly Asked[], ...indices: number[]): Promise<void> => {
    for (const index of indices) {
      const one = asked.findLast(({ task }) => task.index === index)
      one?.land()
      const id = one?.task.job.id ?? ''
      await soon(async () => expect(await indicesOf(queue, id)).toContain(index))
    }
  }
  /** Submits a job and lets it be done. */
  const ended = async (queue: JobQueue, owner: string | null = null): Promise<JobRecord> => {
    const { job } = await queue.submit(newJobOf({ items: 1, owner }), never)
    await reaches(queue, job.id, 'done')
    return job
  }
  const pass = async (ms: number): Promise<void> => bench?.pass(ms)
  return { begin, soon, found, reaches, part, indicesOf, land, ended, pass }
}
