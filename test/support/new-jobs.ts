// Jobs for tests of queues: a kind of job whose items are words, and orders of it.
import { z } from 'zod'
import { defineJobKind, type JobKind } from '../../src/define/job-kind.ts'
import { type JobKinds, jobKinds } from '../../src/jobs/kinds.ts'
import type { Checkpoint, NewJob } from '../../src/jobs/record.ts'
import type { AskPart, JobRunner, PartTask } from '../../src/jobs/runner.ts'
import type { Part } from '../../src/parts/part.ts'

/** The kinds that the orders below are of, whose words are requested with `ask`. */
export const kindsOfWords = (ask: JobKind<{ words: string[] }, string, string>['ask']): JobKinds =>
  jobKinds([
    defineJobKind({
      kind: 'words',
      summary: 'Words, said once each',
      input: z.strictObject({ words: z.array(z.string()).max(1_000) }),
      example: { words: ['fog'] },
      sources: ['words'],
      items: ({ words }) => words,
      item: z.string(),
      ask,
      piece: z.string(),
      data: z.object({ words: z.array(z.string()) }),
      assemble: (gathered) => ({ words: gathered.map(({ piece }) => piece) }),
    }),
  ])

/** Those whose parts the test plays itself. */
export const testKinds = kindsOfWords(async () => null)

let made = 0

/** An order of a job with so many items; every one has an id of its own. */
export function newJobOf({
  items = 3,
  ...more
}: Partial<Omit<NewJob, 'items'>> & { items?: number } = {}): NewJob {
  const words = Array.from({ length: items }, (_, index) => `word ${index}`)
  return {
    id: `job-${process.pid}-${made++}`,
    kind: 'words',
    input: { words },
    items: words,
    owner: null,
    requestHash: `${items} words`,
    requestId: 'test',
    ...more,
  }
}

/** What an item of such a job comes to. */
export function checkpointOf(index: number, { failed = false }: { failed?: boolean } = {}): Checkpoint {
  const base = { source: 'words', key: `word ${index}`, provider: 'dictionary', tookMs: 1, attempts: 1 }
  const error = { code: 'not_found', status: 404, title: 'Not found', detail: 'no such word' } as const
  const part: Part = failed
    ? { ...base, status: 'failed', fetchedAt: null, error }
    : { ...base, status: 'fresh', fetchedAt: '2026-11-20T12:00:00.000Z' }
  const fetchedAt = failed ? null : Date.UTC(2026, 10, 20, 12)
  return {
    index,
    part,
    piece: failed ? null : `said ${index}`,
    fetchedAt,
    freshUntil: fetchedAt && fetchedAt + 60_000,
    attribution: null,
  }
}

/** One part that a scripted work has been asked for. */
export interface Asked {
  task: PartTask
  land(how?: { failed?: boolean }): void
  /** There is no capacity now. */
  refuse(retryMs: number): void
  break(error: Error): void
}

/** A work whose parts the test plays itself, in the order in which they were asked for. */
export function scriptedWork(concurrency = 3): { work: JobRunner; asked: Asked[] } {
  const asked: Asked[] = []
  const ask: AskPart = (task) =>
    new Promise((resolve, reject) => {
      task.signal.addEventListener('abort', () => reject(task.signal.reason), { once: true })
      asked.push({
        task,
        land: (how) => resolve({ checkpoint: checkpointOf(task.index, how) }),
        refuse: (retryMs) => resolve({ retryMs }),
        break: reject,
      })
    })
  return { work: { concurrency, open: () => ask }, asked }
}

/** A work that lands every part at once. */
export const readyWork = (concurrency = 3): JobRunner => ({
  concurrency,
  open: () => async (task) => ({ checkpoint: checkpointOf(task.index) }),
})
