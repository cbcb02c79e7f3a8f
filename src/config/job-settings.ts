// The variables of jobs.
import { z } from 'zod'
import { count } from '../core/variables.ts'

export const jobSettings = {
  JOBS_KEEP_MS: count(1_000, 31_536_000_000).default(500_000).meta({
    description: 'How long the result of a job is kept after its end; then 410 for an hour, then 404',
  }),
  JOBS_AT_ONCE: count(1, 1_000).default(2).meta({
    description:
      'Maximum number of jobs that one process runs at once; with `JOBS_REDIS_URL`, this times `JOBS_CONCURRENCY` is the number of parts of each kind that one worker loads at once',
  }),
  JOBS_CONCURRENCY: count(1, 1_000)
    .default(4)
    .meta({ description: 'Maximum number of parts of one job that are loaded at once' }),
  JOBS_QUEUE: count(1, 1_000_000).default(100).meta({
    description: 'Maximum number of jobs that wait to be run; further ones are `overloaded`',
  }),
  JOBS_PER_OWNER: count(1, 1_000_000).default(10).meta({
    description:
      'Maximum number of jobs that one API key may have waiting or running; further ones are `rate_limited`',
  }),
  JOBS_FILE: z.string().min(1).optional().meta({
    description:
      'Node, Bun and Deno, without `JOBS_REDIS_URL`: a file in which this instance keeps its jobs, so that they survive a restart; without it they are kept in memory',
  }),
  JOBS_BYTES: count(1_000_000, 64_000_000_000).default(64_000_000).meta({
    description:
      'Without `JOBS_REDIS_URL`: maximum size of all jobs and their results together; beyond it the oldest results are dropped',
  }),
}
