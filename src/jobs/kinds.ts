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
 * Validates a checkpoint read from a store; null when this version would not have written it. The item then counts as not completed,
 * and is requested again.
 */
export function readCheckpoint(stored: unknown, kind: string, kinds: JobKinds): Checkpoint | null {
  const checkpoint = Checkpoint.safeParse(stored).data
  const piece = kinds.get(kind)?.piece
  if (!checkpoint || !piece) return null
  if (checkpoint.part.status === 'failed') return checkpoint.piece === null ? checkpoint : null
  return piece.safeParse(checkpoint.piece).success ? checkpoint : null
}

/** A failed part for an item that could not be requested, or whose checkpoint cannot be read. */
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
