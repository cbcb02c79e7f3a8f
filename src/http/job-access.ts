import { AppError } from '../core/errors.ts'
import { isOwnId } from '../jobs/id.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { JobRecord } from '../jobs/record.ts'

/**
 * Returns the job that `look` finds if it belongs to this caller. Throws `not_found` for a job of another caller, whatever its state,
 * and `gone` for one whose result has expired.
 */
export async function ownJob(
  id: string,
  owner: string | null,
  look: () => ReturnType<JobQueue['find']>,
): Promise<JobRecord> {
  const found = (await isOwnId(id, owner)) ? await look() : null
  if (found === 'gone') throw new AppError('gone', 'the result of this job has expired')
  if (found === null || found.owner !== owner) throw new AppError('not_found', 'there is no job with this id')
  return found
}
