import { invalidRequest } from '../core/faults.ts'
import type { JobPage } from './queue.ts'
import type { JobRecord } from './record.ts'

/** A job and its position in the list. */
export interface Placed {
  place: number
  job: JobRecord
}

/** The page of the jobs found, one more than `limit` if there is another page. */
export function pageOf(found: readonly Placed[], limit: number): JobPage {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const nextCursor = last && found.length > limit ? last.place.toString(36) : null
  return { jobs: page.map(({ job }) => job), nextCursor }
}

/** The position that a cursor stands for; throws `invalid_request` for any other text. */
export function placeOf(cursor: string): number {
  if (/^[0-9a-z]{1,10}$/.test(cursor)) return Number.parseInt(cursor, 36)
  throw invalidRequest([{ in: 'query', name: 'cursor', message: 'must be a cursor of this list' }])
}
