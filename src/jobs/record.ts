// What an engine stores of a job: plain JSON, validated by these schemas when it is read back, like an upstream's body.
// Instants are epoch milliseconds.
import { z } from 'zod'
import { errorCodes } from '../core/errors.ts'
import { Part } from '../parts/part.ts'

/** `pending` jobs wait for a worker; the last three states are final. */
export const jobStates = ['pending', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

const instant = z.number()

/** Why a job failed as a whole. */
export const JobFailure = z.object({ code: z.enum(errorCodes), detail: z.string() })
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
  /** Digest of the body, compared when the same idempotency key is used again. */
  requestHash: z.string(),
  /** Id of the request that submitted the job, for the log. */
  requestId: z.string(),
  state: z.enum(jobStates),
  /** Number of checkpoints: completed items, failed ones included. */
  done: z.int(),
  /** Number of completed items whose part failed. */
  failed: z.int(),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** When the result is deleted; set when the job ends. */
  expiresAt: instant.nullable(),
  error: JobFailure.nullable(),
})
export type JobRecord = z.infer<typeof JobRecord>

/** One completed item: its part, its data, and what a merge needs to know about it. */
export const Checkpoint = z.object({
  /** Index into `items`. */
  index: z.int().min(0),
  part: Part,
  /** The item's data, of the kind's `piece` schema; null when the part failed. */
  piece: z.unknown(),
  fetchedAt: instant.nullable(),
  freshUntil: instant.nullable(),
  attribution: z.string().nullable(),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** A job as submitted, before the queue adds its state and times. */
export type NewJob = Pick<
  JobRecord,
  'id' | 'kind' | 'input' | 'items' | 'owner' | 'requestHash' | 'requestId'
>

/** The record of a job that has just been submitted. */
export const recordOf = (newJob: NewJob, now: number): JobRecord => ({
  ...newJob,
  state: 'pending',
  done: 0,
  failed: 0,
  createdAt: now,
  startedAt: null,
  endedAt: null,
  expiresAt: null,
  error: null,
})

/** True when the state is final. */
export const hasEnded = ({ state }: Pick<JobRecord, 'state'>): boolean =>
  state !== 'pending' && state !== 'running'

/** How long after its expiry a job is answered with 410 instead of 404, in ms. */
export const goneMs = 3_600_000

/** Whether a job can be read, has expired, or is unknown. */
export function retentionOf(
  { expiresAt }: Pick<JobRecord, 'expiresAt'>,
  now: number,
): 'kept' | 'gone' | 'forgotten' {
  if (expiresAt === null || now < expiresAt) return 'kept'
  return now < expiresAt + goneMs ? 'gone' : 'forgotten'
}
