// A job as the API shows it, derived from the record and checkpoints that an engine stores. Pure, and the same for every engine.
import { z } from 'zod'
import { AppError, errorKinds } from '../core/errors.ts'
import type { JobKind } from '../define/job-kind.ts'
import { merge } from '../parts/merge.ts'
import { type Envelope, envelopeOf, PartError } from '../parts/part.ts'
import type { PartResult } from '../parts/part-entry.ts'
import { partMs } from './ask-part.ts'
import type { JobKinds } from './kinds.ts'
import { type Checkpoint, hasEnded, type JobRecord, jobStates } from './record.ts'

const instant = (description: string) => z.iso.datetime().nullable().meta({ description })

const fields = {
  id: z.string().meta({
    description:
      'Unguessable. A caller that knows it may read and cancel the job; where API keys are required, only with the same key',
    examples: ['6f1c0f6b6c1e4f5f9d5b8a3f0c2d7e914b1d0a55'],
  }),
  kind: z.string().meta({ examples: ['forecasts'] }),
  state: z.enum(jobStates).meta({ description: '`done`, `failed` and `cancelled` are final' }),
  progress: z
    .object({
      done: z.int().meta({ description: 'Completed parts, including failed ones' }),
      total: z.int(),
    })
    .meta({ examples: [{ done: 120, total: 300 }] }),
  failedParts: z.int().meta({
    description:
      'Completed parts that failed. A job that is `done` may have some: they are missing from its result',
  }),
  createdAt: z.iso.datetime(),
  startedAt: instant('null while it is pending'),
  endedAt: instant('null until it has ended'),
  expiresAt: instant('When the result is deleted; null until the job has ended'),
  error: PartError.optional().meta({ description: 'Why the job failed as a whole' }),
}

/** A job without its result. */
export const Job = z.object(fields).meta({ id: 'Job', description: 'Work that outlives a request' })
export type Job = z.infer<typeof Job>

/** Schema of a job with its result, for the OpenAPI document. */
export const jobWithResult = (kinds: JobKinds) => {
  const data = z.union([...kinds.values()].map(({ data }) => data))
  const result = envelopeOf(data).meta({
    description:
      'The result so far, in the format of the route of this kind; `meta.budgetMs` is the budget of one part',
  })
  return z.object({ ...fields, result }).meta({ id: 'JobWithResult' })
}

/** Converts a record to the job that the API shows, without its result. */
export function toJob(record: JobRecord): Job {
  const { id, kind, state, done, failed, items, error } = record
  const text = (ms: number): string => new Date(ms).toISOString()
  const maybe = (ms: number | null): string | null => (ms === null ? null : text(ms))
  const job: Job = {
    id,
    kind,
    state,
    progress: { done, total: items.length },
    failedParts: failed,
    createdAt: text(record.createdAt),
    startedAt: maybe(record.startedAt),
    endedAt: maybe(record.endedAt),
    expiresAt: maybe(record.expiresAt),
  }
  if (!error) return job
  const { status, title } = errorKinds[error.code]
  return { ...job, error: { code: error.code, status, title, detail: error.detail } }
}

/** Assembles the parts completed so far, in the order of the items, into the envelope that the route of this kind would answer. */
export function toResult(
  record: JobRecord,
  checkpoints: readonly Checkpoint[],
  kind: JobKind,
  now: number,
): Envelope {
  const { items, startedAt, endedAt } = record
  const inOrder = checkpoints.toSorted((a, b) => a.index - b.index)
  const there = inOrder.filter(({ part }) => part.status !== 'failed')
  const data = kind.assemble(
    there.map(({ index, piece }) => ({ item: items[index], piece })),
    kind.input.safeParse(record.input).data,
  )
  const generatedAt = endedAt ?? now
  const { envelope } = merge({
    data,
    results: inOrder.map(toPartResult),
    order: kind.sources,
    strict: false,
    generatedAt,
    budgetMs: partMs,
    tookMs: startedAt === null ? 0 : generatedAt - startedAt,
  })
  const isWhole = hasEnded(record) && there.length === items.length
  return { ...envelope, complete: isWhole }
}

const toPartResult = ({ part, piece, fetchedAt, freshUntil, attribution }: Checkpoint): PartResult => ({
  part,
  piece,
  fetchedAt,
  freshUntil,
  attribution,
  isHeld: null,
  error: part.error ? new AppError(part.error.code, part.error.detail) : null,
})
