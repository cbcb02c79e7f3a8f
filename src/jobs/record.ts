// What every engine stores of a job: plain JSON, validated by these schemas when it is read. Instants are epoch milliseconds.
import { z } from 'zod'
import { type ErrorCode, errorKinds } from '../core/errors.ts'
import { Part } from '../parts/part.ts'

/** `pending` jobs wait for a worker; `done`, `failed` and `cancelled` are final. */
export const jobStates = ['pending', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof jobStates)[number]

const codes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]
const instant = z.number()

/** Why a job failed as a whole. */
export const JobFailure = z.object({ code: z.enum(codes), detail: z.string() })
export type JobFailure = z.infer<typeof JobFailure>

/** Schema of a stored job. */
export const JobRecord = z.object({
  /** Unguessable: without API keys, knowing the id is what permits reading and cancelling the job. */
  id: z.string(),
  kind: z.string(),
  /** The body without `kind`, as it was sent. */
  input: z.unknown(),
  items: z.array(z.unknown()),
  /** The name of the API key it was submitted with; null where no keys are required. */
  owner: z.string().nullable(),
  /** Digest of the body; a repeat under the same idempotency key must have the same. */
  requestHash: z.string(),
  /** The id of the request that submitted it, for the log. */
  requestId: z.string(),
  state: z.enum(jobStates),
  /** Number of checkpoints, failed parts included. */
  done: z.int(),
  /** Number of checkpoints whose part failed. */
  failed: z.int(),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** When the result is deleted; null until the job has ended. */
  expiresAt: instant.nullable(),
  error: JobFailure.nullable(),
})
export type JobRecord = z.infer<typeof JobRecord>

/** One completed item: its part, the data it adds to the result, and what the merge needs. */
export const Checkpoint = z.object({
  /** Index of the item in `items`. */
  index: z.int().min(0),
  part: Part,
  /** Matches the `piece` schema of the kind; null when the part failed. */
  piece: z.unknown(),
  fetchedAt: instant.nullable(),
  freshUntil: instant.nullable(),
  attribution: z.string().nullable(),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** A job as it is submitted; the queue adds state and times. */
export type NewJob = Pick<
  JobRecord,
  'id' | 'kind' | 'input' | 'items' | 'owner' | 'requestHash' | 'requestId'
>

/** The `pending` record of a job submitted at `now`. */
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

/** Whether the state is final. */
export const hasEnded = ({ state }: Pick<JobRecord, 'state'>): boolean =>
  state !== 'pending' && state !== 'running'

/** How long an expired job is answered with 410 before it becomes 404, in ms. */
export const goneMs = 3_600_000

/** Whether a job is readable (`kept`), answered with 410 (`gone`), or with 404 (`forgotten`). */
export function retentionOf(
  { expiresAt }: Pick<JobRecord, 'expiresAt'>,
  now: number,
): 'kept' | 'gone' | 'forgotten' {
  if (expiresAt === null || now < expiresAt) return 'kept'
  return now < expiresAt + goneMs ? 'gone' : 'forgotten'
}
