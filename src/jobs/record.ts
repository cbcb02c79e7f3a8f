// What is kept of a job, wherever it is kept: plain JSON, read back through these schemas like an upstream's answer.
// Instants are epoch milliseconds.
import { z } from 'zod'
import { type ErrorCode, errorKinds } from '../core/errors.ts'
import { Part } from '../parts/part.ts'

/** `pending` waits for a worker; the last three are ends. */
export const jobStates = ['pending', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

const codes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]
const instant = z.number()

/** Why a job failed as a whole. */
export const JobFailure = z.object({ code: z.enum(codes), detail: z.string() })
export type JobFailure = z.infer<typeof JobFailure>

export const JobRecord = z.object({
  /** Unguessable. Without API keys, any caller that knows it may read and cancel the job. */
  id: z.string(),
  kind: z.string(),
  /** The body without `kind`, as it was sent. */
  input: z.unknown(),
  items: z.array(z.unknown()),
  /** The name of the API key that submitted it; null without API keys. */
  owner: z.string().nullable(),
  /** Digest of the body: what a repeat under the same idempotency key must agree with. */
  requestHash: z.string(),
  /** Of the request that submitted it, for the log. */
  requestId: z.string(),
  state: z.enum(jobStates),
  /** Checkpoints there are: items that have been asked for, failed ones included. */
  done: z.int(),
  /** Those of them whose part failed. */
  failed: z.int(),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Set at the end: the result is kept until then. */
  expiresAt: instant.nullable(),
  error: JobFailure.nullable(),
})
export type JobRecord = z.infer<typeof JobRecord>

/** One item that has been asked for: its part, what it adds, and what a merge needs to know of it. */
export const Checkpoint = z.object({
  /** Of the item, in `items`. */
  index: z.int().min(0),
  part: Part,
  /** As the kind's `piece` has it; null when the part failed. */
  piece: z.unknown(),
  fetchedAt: instant.nullable(),
  freshUntil: instant.nullable(),
  attribution: z.string().nullable(),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** What a job begins as; the queue adds the times. */
export type NewJob = Pick<
  JobRecord,
  'id' | 'kind' | 'input' | 'items' | 'owner' | 'requestHash' | 'requestId'
>

/** The record of a job that has just been submitted. */
export const recordOf = (order: NewJob, now: number): JobRecord => ({
  ...order,
  state: 'pending',
  done: 0,
  failed: 0,
  createdAt: now,
  startedAt: null,
  endedAt: null,
  expiresAt: null,
  error: null,
})

/** Has it ended, in one way or another? */
export const hasEnded = ({ state }: Pick<JobRecord, 'state'>): boolean =>
  state !== 'pending' && state !== 'running'

/** The record once the job has ended; one that has ended already stays as it is. */
export function endedAs(
  record: JobRecord,
  state: 'done' | 'failed' | 'cancelled',
  { now, keepMs, error = null }: { now: number; keepMs: number; error?: JobFailure | null },
): JobRecord {
  return hasEnded(record) ? record : { ...record, state, endedAt: now, expiresAt: now + keepMs, error }
}

/** For so long after its result has expired a job is answered with 410 rather than 404. */
export const goneMs = 3_600_000

/** Whether a job can be read, has expired, or is unknown. */
export function retentionOf(
  { expiresAt }: Pick<JobRecord, 'expiresAt'>,
  now: number,
): 'kept' | 'gone' | 'forgotten' {
  if (expiresAt === null || now < expiresAt) return 'kept'
  return now < expiresAt + goneMs ? 'gone' : 'forgotten'
}
