// Reads BullMQ's jobs as records. What is read back is validated like an upstream's body.
import type { Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { brokenPart, type JobKinds, readCheckpoint, readRecord } from '../../jobs/kinds.ts'
import { type Checkpoint, JobFailure, type JobRecord, retentionOf } from '../../jobs/record.ts'
import { cancelledKey, failedKey, goneKey, landedKey } from './scripts.ts'

export interface RecordsOptions {
  jobs: Queue
  redis: Redis
  kinds: JobKinds
  keepMs: number
  now: () => number
}

/** What the first worker of a job stores with it. */
const Progress = z.object({ startedAt: z.number() })
export type Progress = z.infer<typeof Progress>

export type Records = ReturnType<typeof createRecords>

/** Creates a reader of jobs over one connection. */
export function createRecords({ jobs, redis, kinds, keepMs, now }: RecordsOptions) {
  /** The record; null when the job does not exist or this version cannot read it. */
  async function read(id: string): Promise<JobRecord | null> {
    // The state is read before the parts, so that a job that has ended has all of them.
    const [job, cancelledAt, done, failed] = await Promise.all([
      jobs.getJob(id) as Promise<Job | undefined>,
      redis.zscore(cancelledKey, id),
      redis.llen(landedKey(id)),
      redis.get(failedKey(id)),
    ])
    if (!job) return null
    const startedAt = Progress.safeParse(job.progress).data?.startedAt ?? job.processedOn ?? null
    const endedAt = cancelledAt === null ? (job.finishedOn ?? null) : Number(cancelledAt)
    const hasFailed = cancelledAt === null && endedAt !== null && job.failedReason
    const ended = cancelledAt !== null ? 'cancelled' : hasFailed ? 'failed' : 'done'
    return readRecord(
      {
        ...job.data,
        state: endedAt !== null ? ended : startedAt !== null ? 'running' : 'pending',
        done,
        failed: Number(failed),
        startedAt:
          cancelledAt !== null && startedAt !== null && startedAt > Number(cancelledAt) ? null : startedAt,
        endedAt,
        expiresAt: endedAt === null ? null : endedAt + keepMs,
        error: hasFailed ? failureOf(job.failedReason) : null,
      },
      kinds,
    )
  }

  return {
    read,

    async find(id: string): Promise<JobRecord | 'gone' | null> {
      const [job, goneUntil] = await Promise.all([read(id), redis.get(goneKey(id))])
      const stage = job && retentionOf(job, now())
      if (stage === 'kept') return job
      return stage === 'gone' || Number(goneUntil) > now() ? 'gone' : null
    },

    /** Checkpoints in the order of their completion. One that cannot be read becomes a failed part, so that positions stay valid. */
    async landed(job: JobRecord, { after, max }: { after: number; max: number }): Promise<Checkpoint[]> {
      const texts = await redis.lrange(landedKey(job.id), after, after + max - 1)
      return texts.map((text) => {
        const stored = parse(text)
        const read = readCheckpoint(stored, job.kind, kinds)
        return read ?? brokenPart(indexOf(stored), job, kinds, 'stored by another version')
      })
    },
  }
}

const failureOf = (reason: string): JobFailure =>
  JobFailure.safeParse(parse(reason)).data ?? {
    code: 'internal',
    detail: 'every worker that ran it died',
  }

const indexOf = (stored: unknown): number =>
  z.object({ index: z.int().min(0) }).safeParse(stored).data?.index ?? 0

/** Parses JSON; null when the text is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
