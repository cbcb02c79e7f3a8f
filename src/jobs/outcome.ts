import type { ErrorCode } from '../core/errors.ts'
import type { JobFailure } from './record.ts'

/** The final state of a job whose parts are all completed. */
export type Outcome = { state: 'done' } | { state: 'failed'; error: JobFailure }

/** Derives the final state from each part's error code, null for a success. A job fails only if all of its parts failed; without parts it is done. */
export function jobOutcome(codes: readonly (ErrorCode | null)[]): Outcome {
  const [first = null] = codes
  if (codes.includes(null) || first === null) return { state: 'done' }
  const parts = codes.length === 1 ? 'the only part' : `all ${codes.length} parts`
  const isOne = codes.every((code) => code === first)
  const detail = `${parts} failed; \`result.parts\` says why`
  return { state: 'failed', error: { code: isOne ? first : 'upstream_error', detail } }
}
