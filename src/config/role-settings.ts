// The variables that say what one instance of a fleet does, and through which Redis the instances share jobs.
import { z } from 'zod'
import { count } from '../core/variables.ts'
import { redisUrl } from './redis-url.ts'

export const roleSettings = {
  ROLE: z.enum(['all', 'api', 'worker']).default('all').meta({
    description:
      'Node only: `api` answers requests and accepts jobs, `worker` runs jobs and serves only the operator’s routes, `all` does both',
  }),
  JOBS_REDIS_URL: redisUrl(
    'Node only: the Redis that stores the jobs of all instances; without it each instance keeps its own in memory',
  ),
  JOBS_STALLED_MS: count(500, 3_600_000).default(15_000).meta({
    description:
      'With `JOBS_REDIS_URL`: a worker that is silent for this long is considered dead, and others continue its jobs',
  }),
}

/** Errors in the combination of role and job storage, one line each. */
export function roleFaults({
  ROLE,
  JOBS_REDIS_URL,
  JOBS_FILE,
}: {
  ROLE: string
  JOBS_REDIS_URL?: string | undefined
  JOBS_FILE?: string | undefined
}): string[] {
  const faults: string[] = []
  if (ROLE !== 'all' && JOBS_REDIS_URL === undefined) {
    faults.push(
      `ROLE: ${ROLE} requires JOBS_REDIS_URL, through which workers receive the jobs that other instances accept`,
    )
  }
  if (JOBS_FILE !== undefined && JOBS_REDIS_URL !== undefined) {
    faults.push('JOBS_FILE: jobs are kept in JOBS_REDIS_URL; set one of the two')
  }
  return faults
}
