import type { ErrorCode } from '../core/errors.ts'
import type { JobFailure } from './record.ts'

/** How a job ends all of whose parts have landed. */
export type Outcome = { state: 'done' } | { state: 'failed'; error: JobFailure }

/** From why each part failed, null for one that did not. Nothing to do is done; a job of which every part failed has failed as they did. */
export function jobOutcome(codes: readonly (ErrorCode | null)[]): Outcome {
  const [first = null] = codes
  if (codes.includes(null) || first === null) return { state: 'done' }
  const parts = codes.length === 1 ? 'the only part' : `all ${codes.length} parts`
  const isOne = codes.every((code) => code === first)
  const detail = `${parts} failed; \`result.parts\` says why`
  return { state: 'failed', error: { code: isOne ? first : 'upstream_error', detail } }
}
