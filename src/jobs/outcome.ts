import type { ErrorCode } from '../core/errors.ts'
import type { JobFailure } from './record.ts'

/** The final state of a job that has all its checkpoints. */
export type JobOutcome = { state: 'done' } | { state: 'failed'; error: JobFailure }

/**
 * Decides the final state from the error code of each part, null for a part that succeeded. A job fails when all of its parts
 * failed: with their code if they agree, else with `upstream_error`. A job without parts is done.
 */
export function outcomeOf(codes: readonly (ErrorCode | null)[]): JobOutcome {
  const [first = null] = codes
  if (codes.includes(null) || first === null) return { state: 'done' }
  const parts = codes.length === 1 ? 'the only part' : `all ${codes.length} parts`
  const isOne = codes.every((code) => code === first)
  const detail = `${parts} failed; \`result.parts\` says why`
  return { state: 'failed', error: { code: isOne ? first : 'upstream_error', detail } }
}
