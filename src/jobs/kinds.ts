import { errorKinds } from '../core/errors.ts'
import type { JobKind } from '../define/job-kind.ts'
import { Checkpoint, JobRecord } from './record.ts'

/** Every kind of job by its name. */
export type JobKinds = ReadonlyMap<string, JobKind>

export const jobKinds = (kinds: readonly JobKind[]): JobKinds =>
  new Map(kinds.map((kind) => [kind.kind, kind]))

/** Validates a record from an external store; null if it is invalid or its kind is unknown. */
export function readRecord(stored: unknown, kinds: JobKinds): JobRecord | null {
  const record = JobRecord.safeParse(stored).data
  return record && kinds.has(record.kind) ? record : null
}

/**
 * A checkpoint that is read back from a store outside of this process; null when it is not what this version would have
 * written. It is then as if the item had not landed: a run asks for it again.
 */
export function readCheckpoint(stored: unknown, kind: string, kinds: JobKinds): Checkpoint | null {
  const checkpoint = Checkpoint.safeParse(stored).data
  const piece = kinds.get(kind)?.piece
  if (!checkpoint || !piece) return null
  if (checkpoint.part.status === 'failed') return checkpoint.piece === null ? checkpoint : null
  return piece.safeParse(checkpoint.piece).success ? checkpoint : null
}

/** What stands for an item that could not be asked for, or whose checkpoint cannot be read. */
export function brokenPart(
  index: number,
  job: Pick<JobRecord, 'kind'>,
  kinds: JobKinds,
  detail: string,
): Checkpoint {
  const source = kinds.get(job.kind)?.sources[0] ?? job.kind
  const { status, title } = errorKinds.internal
  const error = { code: 'internal', status, title, detail } as const
  return {
    index,
    part: { source, key: '', provider: '', status: 'failed', fetchedAt: null, tookMs: 0, attempts: 0, error },
    piece: null,
    fetchedAt: null,
    freshUntil: null,
    attribution: null,
  }
}
