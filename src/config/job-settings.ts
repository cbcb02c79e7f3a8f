// The variables of jobs.
import { z } from 'zod'
import { count } from '../core/variables.ts'

export const jobSettings = {
  JOBS_KEEP_MS: count(1_000, 31_536_000_000).default(500_000).meta({
    description: 'How long the result of a job is kept after its end; then 410 for an hour, then 404',
  }),
  JOBS_AT_ONCE: count(1, 1_000).default(2).meta({
    description:
      'Jobs that one process runs at once; with `JOBS_REDIS_URL`, this times `JOBS_CONCURRENCY` is the number of parts of each kind that one worker loads at once',
  }),
  JOBS_CONCURRENCY: count(1, 1_000)
    .default(4)
    .meta({ description: 'Parts of one job that are loaded at once' }),
  JOBS_QUEUE: count(1, 1_000_000).default(100).meta({
    description: 'Jobs that may wait to be run; past it `overloaded`',
  }),
  JOBS_PER_OWNER: count(1, 1_000_000).default(10).meta({
    description: 'Jobs that one API key may have waiting and running; past it `rate_limited`',
  }),
  JOBS_FILE: z.string().min(1).optional().meta({
    description:
      'Node, Bun and Deno, without `JOBS_REDIS_URL`: a file that keeps the jobs of this one instance, so that they survive a restart; without it they are kept in memory',
  }),
  JOBS_BYTES: count(1_000_000, 64_000_000_000).default(64_000_000).meta({
    description:
      'Without `JOBS_REDIS_URL`: bound of all jobs and their results together; past it the oldest results are dropped',
  }),
}
